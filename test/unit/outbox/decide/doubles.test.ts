import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { decideDoubled, noteNumbers } from '../../../../src/outbox/decide/incidents/doubles.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import {
  awaitedDecision,
  type Incident,
  type IncidentInCoc,
  isDoubtful,
} from '../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';

const key = 'k' as IncidentKey;
const alarmId = 'a' as AlarmId;
const ABOUT = { key, alarmId, episode: 'e' as EpisodeId, policy: 'critical', requestedAt: 0 };
const IN_COC: IncidentInCoc = {
  ...ABOUT,
  state: 'accepted',
  incidentNum: 'IM1',
  openedAt: 5,
  changedAt: 9,
  asks: 2,
};

const viewOf = (incident: Incident | undefined) => ({ series: () => undefined, incident: () => incident });

/** Incident after these events at the time 100. */
function incidentAfter(incident: Incident, ...events: readonly OutboxEvent[]): Incident | undefined {
  const ledger = new Ledger();
  ledger.restore(0, { position: -1, series: [], incidents: [] });
  const requested: OutboxEvent = { type: 'incident.requested', ...ABOUT };
  const ref = 0n as RecordRef;
  ledger.fold(requested, { seq: 1, at: 0, ref });
  const opened: OutboxEvent[] =
    'incidentNum' in incident
      ? [{ type: 'incident.opened', key, alarmId, incidentNum: incident.incidentNum }]
      : [];
  for (const [i, event] of [...opened, ...events].entries()) ledger.fold(event, { seq: 2 + i, at: 100, ref });
  return ledger.incident(key);
}

describe('the tickets of an incident', () => {
  it.each<[string, Partial<IncidentInCoc>, readonly string[], readonly string[] | undefined]>([
    ['that are known change nothing', {}, ['IM1'], undefined],
    ['that are none change nothing', {}, [], undefined],
    ['beyond the known one are recorded', {}, ['IM2', 'IM1', 'IM3'], ['IM2', 'IM3']],
    ['are recorded once', { doubles: ['IM2'] }, ['IM1', 'IM2'], undefined],
    ['are recorded when more turn up', { doubles: ['IM2'] }, ['IM1', 'IM2', 'IM3'], ['IM3']],
    ['of which an operator decided are not recorded again', { spares: ['IM2'] }, ['IM1', 'IM2'], undefined],
    ['of one that was asked for once are not its own', { asks: 1 }, ['IM1', 'IM2'], undefined],
  ])('%s', (_case, changes, seen, incidentNums) => {
    const events = noteNumbers(viewOf({ ...IN_COC, ...changes }), key, seen);
    expect(events).toEqual(incidentNums ? [{ type: 'incident.doubled', key, alarmId, incidentNums }] : []);
  });

  it('of an incident that was given up show that it is open after all', () => {
    const givenUp: Incident = { ...ABOUT, state: 'cancelled', changedAt: 9, asks: 1 };
    expect(noteNumbers(viewOf(givenUp), key, [])).toEqual([]);
    const opened = { type: 'incident.opened', key, alarmId, incidentNum: 'IM1' };
    expect(noteNumbers(viewOf(givenUp), key, ['IM1'])).toEqual([opened]);
    const doubled = { type: 'incident.doubled', key, alarmId, incidentNums: ['IM2'] };
    expect(noteNumbers(viewOf(givenUp), key, ['IM1', 'IM2'])).toEqual([opened, doubled]);
  });

  it('of an incident that nobody knows change nothing', () => {
    expect(noteNumbers(viewOf(undefined), key, ['IM1'])).toEqual([]);
  });

  it.each<[boolean, string, Incident]>([
    [true, 'in COC after two calls', IN_COC],
    [false, 'in COC after one call', { ...IN_COC, asks: 1 }],
    [true, 'given up after a call', { ...ABOUT, state: 'cancelled', changedAt: 9, asks: 1 }],
    [
      true,
      'refused after a call that may have arrived',
      { ...ABOUT, state: 'failed', changedAt: 9, asks: 1 },
    ],
    [false, 'given up before any call', { ...ABOUT, state: 'cancelled', changedAt: 9 }],
    [false, 'still looked for', { ...ABOUT, state: 'undecided', asks: 2 }],
  ])('may be more than the agent knows (%s) when it is %s', (expected, _case, incident) => {
    expect(isDoubtful(incident)).toBe(expected);
  });
});

describe('the calls for an incident', () => {
  const started: OutboxEvent = { type: 'attempt.started', entry: 1, alarmId, key };
  const failed = (changes: object): OutboxEvent => ({
    ...{
      type: 'attempt.failed',
      entry: 1,
      alarmId,
      key,
      outcome: 'retry',
      reason: 'network',
      scope: 'entry',
    },
    ...{ detail: '', attempts: 1, dueAt: 0, uncertain: false, ...changes },
  });
  const requested: Incident = { ...ABOUT, state: 'requested' };

  it.each<[string, number, readonly OutboxEvent[]]>([
    ['that may have arrived count', 2, [started, failed({ absent: true }), started]],
    ['that certainly did not arrive do not count', 1, [started, failed({}), started]],
    ['that COC refused do not count', 0, [started, failed({ outcome: 'rejected' })]],
    ['count once, however often they were looked for', 1, [started, failed({ uncertain: true })]],
  ])('%s', (_case, asks, events) => {
    expect(incidentAfter(requested, ...events)).toMatchObject({ asks });
  });
});

describe('an operator', () => {
  const doubled = { ...IN_COC, doubles: ['IM2', 'IM3'] };
  const choice = (keep: string) => ({ key, actor: 'local', keep });

  it('goes on with one of the tickets, and the others are to be closed', () => {
    expect(decideDoubled(viewOf(doubled), choice('IM2'))).toEqual([
      { type: 'incident.kept', key, alarmId, actor: 'local', incidentNum: 'IM2', spares: ['IM1', 'IM3'] },
    ]);
  });

  it.each<[string, Incident | undefined, string]>([
    ['another number', doubled, 'IM9'],
    ['an incident without a double', IN_COC, 'IM1'],
    ['an incident that is not in COC', { ...ABOUT, state: 'undecided' }, 'IM1'],
    ['an unknown incident', undefined, 'IM1'],
  ])('can not choose %s', (_case, incident, keep) => {
    expect(decideDoubled(viewOf(incident), choice(keep))).toEqual([]);
  });

  it('who keeps the ticket so far changes nothing else', () => {
    const moved: OutboxEvent = { type: 'incident.moved', key, alarmId, state: 'accepted', by: 'agent' };
    const both: OutboxEvent = { type: 'incident.doubled', key, alarmId, incidentNums: ['IM2'] };
    const kept: OutboxEvent = {
      ...{ type: 'incident.kept', key, alarmId, actor: 'local', incidentNum: 'IM1', spares: ['IM2'] },
    };
    const incident = incidentAfter(IN_COC, moved, both, kept);
    expect(incident).toMatchObject({ state: 'accepted', by: 'agent', incidentNum: 'IM1', spares: ['IM2'] });
    expect(incident).not.toHaveProperty('doubles');
  });

  it('who takes another ticket makes the agent begin with it', () => {
    const moved: OutboxEvent = { type: 'incident.moved', key, alarmId, state: 'accepted', by: 'person' };
    const room: OutboxEvent = { type: 'war-room.opened', key, alarmId, warRoomNum: 'WR1' };
    const both: OutboxEvent = { type: 'incident.doubled', key, alarmId, incidentNums: ['IM2'] };
    const kept: OutboxEvent = {
      ...{ type: 'incident.kept', key, alarmId, actor: 'local', incidentNum: 'IM2', spares: ['IM1'] },
    };
    const incident = incidentAfter(IN_COC, moved, room, both, kept);
    expect(incident).toMatchObject({ state: 'opened', incidentNum: 'IM2', spares: ['IM1'], changedAt: 100 });
    for (const gone of ['by', 'touched', 'warRoom', 'doubles']) expect(incident).not.toHaveProperty(gone);
  });

  it.each<[string | undefined, Incident, number]>([
    [undefined, { ...ABOUT, state: 'undecided', undecidedSince: 10 }, 1_009],
    ['undecided', { ...ABOUT, state: 'undecided', undecidedSince: 10 }, 1_010],
    ['undecided', { ...ABOUT, state: 'undecided' }, 1_000],
    [undefined, { ...ABOUT, state: 'requested' }, 9_999],
    [undefined, IN_COC, 9_999],
    ['doubled', doubled, 10],
  ])('is asked about %s', (expected, incident, now) => {
    expect(awaitedDecision(incident, { now, askAfterMs: 1_000 })).toBe(expected);
  });
});

it('an operator who goes on with the true number leaves one without proof to its own people', () => {
  const forced = { ...IN_COC, doubles: ['IM2', 'IM3'], unproven: 'why' };
  const choice = { key, actor: 'local' };
  expect(decideDoubled(viewOf(forced), { ...choice, keep: 'IM2' })).toMatchObject([{ spares: ['IM3'] }]);
  expect(decideDoubled(viewOf(forced), { ...choice, keep: 'IM1' })).toMatchObject([
    { spares: ['IM2', 'IM3'] },
  ]);
});
