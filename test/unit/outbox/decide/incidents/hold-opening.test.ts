import { expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { holdOpening } from '../../../../../src/outbox/decide/incidents/hold-opening.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { dueEntry, openIncident, reportAlarm } from '../../../../support/entries.ts';
import { someRules } from '../../../../support/incident-rules.ts';
import { aPolicy } from '../../../../support/policy.ts';

const NOW = 1_000_000;
const OPENING = NOW - 60_000;
const POLICY = aPolicy({
  incidentRules: new Map([[INCIDENT.policy, someRules({ openAfterMs: OPENING - 1 })]]),
  resolveHoldMs: 600_000,
});
const KEY = 'ep-a' as IncidentKey;
const about = (name: string) => ({
  ...{ alarmId: name as AlarmId, episode: `ep-${name}` as EpisodeId, source: 's', fingerprint: name, name },
  level: 'Critical' as const,
});

/** What is decided about an incident of alarms whose recoveries are held back until these times; 0 for one that fires. */
function held(untils: Readonly<Record<string, number>>, changes = {}, now = NOW): readonly OutboxEvent[] {
  const ledger = new Ledger();
  let seq = 1;
  const fold = (event: OutboxEvent) => ledger.fold(event, { seq: seq++, at: 100 });
  for (const name of Object.keys(untils)) fold({ type: 'episode.opened', ...about(name), startedAt: 1 });
  fold({ type: 'incident.requested', key: KEY, ...about('a'), policy: INCIDENT.policy, startedAt: 1 });
  for (const [name, until] of Object.entries(untils)) {
    const { alarmId, episode } = about(name);
    fold({ type: 'episode.linked', alarmId, episode, incident: KEY });
    if (until === 0) continue;
    fold({ type: 'episode.closed', ...about(name), endedAt: 50 });
    const report = reportAlarm(name, { episode });
    const body = { ...report, alarm: { ...report.alarm, alarmStatus: 'ok' as const } };
    fold({ type: 'entry.queued', body, dueAt: until });
  }
  return holdOpening(ledger, { ...dueEntry(openIncident(KEY)), ...changes }, { now, policy: POLICY });
}

it('an incident waits while the recoveries of all its alarms are held back, for a minute at a time', () => {
  const waits = { type: 'entry.rescheduled', entry: 7, key: KEY, alarmId: 'a1', why: 'recovering' };
  expect(held({ a: NOW + 10_000 })).toEqual([{ ...waits, dueAt: NOW + 10_000 }]);
  expect(held({ a: NOW + 20_000, b: NOW + 10_000 })).toEqual([{ ...waits, dueAt: NOW + 10_000 }]);
  expect(held({ a: NOW + 20_000, b: NOW })).toEqual([{ ...waits, dueAt: NOW + 20_000 }]);
  expect(held({ a: NOW })).toEqual([{ ...waits, dueAt: NOW + 60_000 }]);
  expect(held({ a: NOW + 600_000 })).toEqual([{ ...waits, dueAt: NOW + 60_000 }]);
});

it('it waits for one such hold at most', () => {
  const last = OPENING + POLICY.resolveHoldMs;
  expect(held({ a: last + 50_000 }, {}, last - 10_000)).toMatchObject([{ dueAt: last }]);
  expect(held({ a: last + 50_000 }, {}, last)).toEqual([]);
});

it('it does not wait where an alarm fires', () => {
  expect(held({ a: 0 })).toEqual([]);
  expect(held({ a: NOW + 10_000, b: 0 })).toEqual([]);
});

it('nothing else waits, and nothing that may have arrived', () => {
  expect(held({ a: NOW + 10_000 }, { uncertain: true })).toEqual([]);
  expect(held({ a: NOW + 10_000 }, { body: reportAlarm('a') })).toEqual([]);
  expect(holdOpening(new Ledger(), dueEntry(openIncident(KEY)), { now: NOW, policy: POLICY })).toEqual([]);
});
