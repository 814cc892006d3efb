import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { AttemptFailed, OutboxEvent } from '../../../../src/outbox/events/event.ts';
import {
  type Incident,
  incidentNumOf,
  isDoubtful,
  lastChangeAt,
} from '../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';

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

/** Incident after these events. The first is decided at 5, each next one 4 later. */
function incidentAfter(...events: readonly OutboxEvent[]): Incident | undefined {
  const ledger = new Ledger();
  events.forEach((event, i) => {
    ledger.fold(event, { seq: i + 1, at: 5 + 4 * i });
  });
  return ledger.incident(key);
}

describe('an incident', () => {
  it.each<[string, OutboxEvent[], Incident['state'] | undefined]>([
    ['is requested', [requested], 'requested'],
    ['is undecided while COC is asked for it', [requested, started], 'undecided'],
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
    expect(incidentAfter(...events)?.state).toBe(state);
  });

  it('has changed last when it was requested, as long as nothing has come of that, and else when that came', () => {
    const opened: OutboxEvent = { type: 'incident.opened', key, alarmId, incidentNum: 'I1' };
    const changedAt = (...events: readonly OutboxEvent[]) => {
      const incident = incidentAfter(...events);
      return incident && lastChangeAt(incident);
    };
    expect([changedAt(requested), changedAt(requested, started)]).toEqual([5, 5]);
    expect(changedAt(requested, started, opened)).toBe(13);
  });

  it('is no longer quiet when an alarm is back, and is quiet anew from its next end', () => {
    const opened: OutboxEvent = { type: 'incident.opened', key, alarmId, incidentNum: 'I1' };
    const quiet: OutboxEvent = { type: 'incident.quiet', key, alarmId };
    const stirred: OutboxEvent = { type: 'incident.stirred', key, alarmId };
    expect(incidentAfter(requested, opened, quiet)).toMatchObject({ quietSince: 13 });
    expect(incidentAfter(requested, opened, quiet, stirred)).not.toHaveProperty('quietSince');
    expect(incidentAfter(requested, opened, quiet, stirred, quiet)).toMatchObject({ quietSince: 21 });
  });

  it('is known since when it is undecided, and how often it was asked for', () => {
    const again = failed({ absent: true, reason: 'not-listed' });
    expect(incidentAfter(requested, started)).toMatchObject({ undecidedSince: 9, asks: 1 });
    expect(incidentAfter(requested, started, failed({ uncertain: true }))).toMatchObject({
      ...{ undecidedSince: 9, asks: 1 },
    });
    expect(incidentAfter(requested, started, again)).not.toHaveProperty('undecidedSince');
    expect(incidentAfter(requested, started, again, started)).toMatchObject({ undecidedSince: 17, asks: 2 });
    expect(incidentAfter(requested, started, again, started, requested)).toMatchObject({ asks: 2 });
  });

  it('keeps the number that COC gave it', () => {
    const opened: OutboxEvent = { type: 'incident.opened', key, alarmId, incidentNum: 'I1' };
    expect(incidentAfter(requested, opened)).toMatchObject({
      incidentNum: 'I1',
      requestedAt: 5,
      openedAt: 9,
    });
    expect(incidentNumOf(incidentAfter(requested, opened))).toBe('I1');
  });

  it('that COC has is doubtful only when it was asked for more than once', () => {
    const opened: OutboxEvent = { type: 'incident.opened', key, alarmId, incidentNum: 'I1' };
    const again = failed({ absent: true, reason: 'not-listed' });
    const doubt = [[], [started], [started, again, started]].map((asks) => {
      const incident = incidentAfter(requested, ...asks, opened);
      return incident && isDoubtful(incident);
    });
    expect(doubt).toEqual([false, false, true]);
  });

  it('has no number before COC gave it one, nor has an alarm without an incident', () => {
    expect(incidentNumOf(incidentAfter(requested))).toBeUndefined();
    expect(incidentNumOf(undefined)).toBeUndefined();
  });

  it('was asked for once less when a call certainly did not open it, but never less than not at all', () => {
    const again = failed({ absent: true, reason: 'not-listed' });
    const once = [requested, started, again, started, failed({})];
    const cancelled: OutboxEvent = { type: 'entry.cancelled', entry: 1, alarmId, key, reason: 'resolved' };
    const given = incidentAfter(...once, cancelled);
    expect(given).toMatchObject({ state: 'cancelled', asks: 1 });
    expect(given && isDoubtful(given)).toBe(true);
    expect(incidentAfter(requested, failed({}))).toMatchObject({ asks: 0 });
    expect(incidentAfter(requested, failed({}), started)).toMatchObject({ asks: 1 });
  });

  it('is quiet since its alarms are over, not while one of them is back, and anew after that', () => {
    const about = { key, alarmId };
    const opened: OutboxEvent = { type: 'incident.opened', ...about, incidentNum: 'I1' };
    const quiet: OutboxEvent = { type: 'incident.quiet', ...about };
    const stirred: OutboxEvent = { type: 'incident.stirred', ...about };
    expect(incidentAfter(requested, opened)).not.toHaveProperty('quietSince');
    expect(incidentAfter(requested, opened, quiet)).toMatchObject({ quietSince: 13 });
    expect(incidentAfter(requested, opened, quiet, stirred)).not.toHaveProperty('quietSince');
    expect(incidentAfter(requested, opened, quiet, stirred, quiet)).toMatchObject({ quietSince: 21 });
  });
});
