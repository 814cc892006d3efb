import { describe, expect, it } from 'vitest';
import type { Routed } from '../../../../src/alerts/alarm.ts';
import { cancelNeedless, reasonToCancel } from '../../../../src/outbox/decide/cancel-needless.ts';
import type {
  HandleIncident,
  IncidentKey,
  OpenWarRoom,
  RemarkIncident,
  ReportAlarm,
} from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import { firing } from '../../../support/alerts.ts';
import { dueEntry, openIncident, reportAlarm } from '../../../support/entries.ts';

const OPEN = openIncident('k1');
const { key, alarmId, episode } = OPEN;
const about = { key, alarmId, episode, policy: 'critical', incidentNum: 'I1' };
const STEP: HandleIncident = { kind: 'handle-incident', ...about, operator: 'u', step: 'solve' };
const RETURN: HandleIncident = { ...STEP, step: 'return' };
const ROOM: OpenWarRoom = {
  ...{ kind: 'open-war-room', ...about },
  room: {
    ...{ name: 'n', description: 'd', applicationId: 'a', enterpriseProjectId: '0', admin: 'u' },
    ...{ participants: [], scheduleGroups: [] },
  },
};
const REMARK: RemarkIncident = { kind: 'remark-incident', ...about };
const { source, fingerprint, name, level } = firing('a').alert;
const series = { alarmId, source, fingerprint, name, level, episode };
const OPENED: OutboxEvent = { type: 'episode.opened', ...series, startedAt: 1 };
const CLOSED: OutboxEvent = { type: 'episode.closed', ...series, endedAt: 2 };
const REQUESTED: OutboxEvent = { type: 'incident.requested', key, alarmId, episode, policy: 'critical' };

function ledgerOf(...events: readonly OutboxEvent[]): Ledger {
  const ledger = new Ledger();
  events.forEach((event, i) => {
    ledger.fold(event, { seq: i + 1, at: i + 1 });
  });
  return ledger;
}

const FIRES = ledgerOf(OPENED, REQUESTED);
const OVER = ledgerOf(OPENED, REQUESTED, CLOSED);
/** Its only alarm has risen, and belongs to another incident. */
const LEFT = ledgerOf(
  ...[OPENED, REQUESTED],
  { type: 'incident.left', key, alarmId, alarms: 1 },
  { type: 'episode.linked', alarmId, episode, incident: 'k2' as IncidentKey },
);

describe('an entry that is about to be sent', () => {
  it.each([
    ['the opening of an incident whose problem is over', OVER, OPEN, 'resolved'],
    ['the opening of an incident whose problem lasts', FIRES, OPEN, undefined],
    ['the opening of an incident whose alarm has risen', LEFT, OPEN, 'outdated'],
    ['a step of an incident whose alarm has risen', LEFT, STEP, undefined],
    ['a step of an incident whose problem is back', FIRES, STEP, 'flapping'],
    ['a step of an incident whose problem is over', OVER, STEP, undefined],
    ['the return of a solution whose problem is back', FIRES, RETURN, undefined],
    ['the return of a solution whose problem is over', OVER, RETURN, 'resolved'],
    ['a war room, whatever the problem does', FIRES, ROOM, undefined],
    ['a war room of a problem that is over', OVER, ROOM, undefined],
    ['a remark, which is judged when it is written', OVER, REMARK, undefined],
    ['anything about an incident that nobody knows', ledgerOf(CLOSED), OPEN, undefined],
    ['an alarm', OVER, reportAlarm('a'), undefined],
  ])('%s', (_what, ledger, body, reason) => {
    expect(reasonToCancel(ledger, { body }, {})).toBe(reason);
    const cancelled = cancelNeedless(ledger, dueEntry(body), {});
    expect(cancelled.map((event) => 'reason' in event && event.reason)).toEqual(reason ? [reason] : []);
  });

  it('is never cancelled when it may have arrived', () => {
    expect(cancelNeedless(OVER, dueEntry(OPEN, { uncertain: true }), {})).toEqual([]);
    expect(cancelNeedless(OVER, dueEntry(OPEN), {})).toEqual([
      { type: 'entry.cancelled', entry: 7, alarmId, key, reason: 'resolved' },
    ]);
  });
});

describe('what tells COC again that an alarm fires', () => {
  const routing = (kind: 'alarm' | 'filtered') => ({
    renderer: { route: () => ({ kind }) as Routed, requestOf: () => undefined },
  });
  const again: ReportAlarm = { ...reportAlarm('a'), reassertion: true };

  it.each([
    ['is cancelled where its route drops it by now', again, routing('filtered'), 'dropped'],
    ['is sent where its route does not', again, routing('alarm'), undefined],
    ['is sent where the configuration never changes', again, {}, undefined],
    ['is sent where COC has not heard of it yet', reportAlarm('a'), routing('filtered'), undefined],
  ])('%s', (_what, body, policy, reason) => {
    expect(reasonToCancel(FIRES, { body }, policy)).toBe(reason);
    const cancelled = cancelNeedless(FIRES, dueEntry(body), policy);
    expect(cancelled).toMatchObject(reason ? [{ type: 'entry.cancelled', reason, alarmId: 'a' }] : []);
  });
});
