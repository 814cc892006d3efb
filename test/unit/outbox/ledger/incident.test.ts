import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { AttemptFailed, OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { foldIncident, type Incident } from '../../../../src/outbox/ledger/incident.ts';

const key = 'k1' as IncidentKey;
const alarmId = 'a1' as AlarmId;
const requested: OutboxEvent = {
  type: 'incident.requested',
  key,
  alarmId,
  episode: 'e1' as EpisodeId,
  policy: 'critical',
};
const started: OutboxEvent = { type: 'attempt.started', entry: 1, alarmId, key };

function failed(changes: Partial<AttemptFailed>): AttemptFailed {
  return {
    type: 'attempt.failed',
    ...{ entry: 1, alarmId, key },
    outcome: 'retry',
    reason: 'network',
    scope: 'entry',
    detail: 'no route',
    attempts: 1,
    dueAt: 0,
    uncertain: false,
    ...changes,
  };
}

function stateAfter(...events: readonly OutboxEvent[]): Incident['state'] | undefined {
  return events.reduce<Incident | undefined>((before, event) => foldIncident(before, event, 1), undefined)
    ?.state;
}

describe('an incident', () => {
  it.each<[string, OutboxEvent[], Incident['state'] | undefined]>([
    ['is requested', [requested], 'requested'],
    ['is undecided while it is asked for', [requested, started], 'undecided'],
    ['is requested again when nothing was sent', [requested, started, failed({})], 'requested'],
    [
      'stays undecided when the outcome is unknown',
      [requested, started, failed({ outcome: 'unknown', uncertain: true })],
      'undecided',
    ],
    [
      'stays undecided when the look-up fails after that',
      [requested, started, failed({ outcome: 'retry', uncertain: true })],
      'undecided',
    ],
    [
      'is opened',
      [requested, started, { type: 'incident.opened', key, alarmId, incidentNum: 'I1' }],
      'opened',
    ],
    ['fails', [requested, { type: 'incident.failed', key, alarmId, detail: 'no' }], 'failed'],
    ['is not made by an attempt', [started], undefined],
  ])('%s', (_, events, state) => {
    expect(stateAfter(...events)).toBe(state);
  });

  it('keeps the number that COC gave it', () => {
    const opened: OutboxEvent = { type: 'incident.opened', key, alarmId, incidentNum: 'I1' };
    const incident = foldIncident(foldIncident(undefined, requested, 5), opened, 9);
    expect(incident).toMatchObject({ incidentNum: 'I1', requestedAt: 5, openedAt: 9 });
  });
});
