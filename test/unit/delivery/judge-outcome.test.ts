import { describe, expect, it } from 'vitest';
import { untried } from '../../../src/delivery/destination-state.ts';
import { judgeOutcome } from '../../../src/delivery/judge-outcome.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { dueEntry, reportAlarm } from '../../support/entries.ts';
import { REPORTED } from '../../support/hand-destination.ts';

const pace = { concurrency: 8, pause: { initialMs: 1_000, maxMs: 60_000 } };

function retry(changes: Partial<Extract<Outcome, { kind: 'retry' }>> = {}): Outcome {
  return { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503', ...changes };
}

/** A destination, and the judgement about one attempt after the other, each of another entry and a second long. */
function aDestination() {
  const state = untried(pace.concurrency, undefined);
  let now = 0;
  const judge = (
    outcome: Outcome,
    { id = now, beganAt = now + 1 }: { id?: number; beganAt?: number } = {},
  ) => {
    now += 1_000;
    const entry = dueEntry(reportAlarm(`s${id}`), { id });
    return judgeOutcome(state, { entry, outcome, beganAt, now }, { pace, random: () => 0.5 });
  };
  return { state, judge };
}

describe('the judgement about an outcome', () => {
  it('pauses the destination at a fault of its own, and ends the pause at the first answer', () => {
    const { state, judge } = aDestination();
    expect(judge(retry())).toEqual(retry());
    expect(state.health).toMatchObject({ faults: 1, pausedUntil: 1_500 });
    judge(REPORTED);
    expect(state.health).toMatchObject({ faults: 0, lastSuccessAt: 2_000 });
  });

  it('makes it the fault of the entry when others get through and this one fails again', () => {
    const { state, judge } = aDestination();
    judge(retry(), { id: 1 });
    judge(REPORTED, { id: 2 });
    expect(judge(retry(), { id: 1 })).toEqual(retry({ scope: 'entry' }));
    expect(state.health.faults).toBe(0);
  });

  it('forgets the failure of an entry that was delivered', () => {
    const { state, judge } = aDestination();
    judge(retry(), { id: 1 });
    expect([...state.failedAt]).toEqual([[1, 1_000]]);
    judge(REPORTED, { id: 1 });
    expect(state.failedAt.size).toBe(0);
  });

  it('halves the attempts at once when it is throttled, and pauses only when one alone is too many', () => {
    const { state, judge } = aDestination();
    const throttled = retry({ reason: 'throttled', detail: 'HTTP 429' });
    for (const limit of [4, 2, 1]) {
      judge(throttled);
      expect([state.adaptive.limit, state.health.faults]).toEqual([limit, 0]);
    }
    judge(throttled);
    expect(state.health.faults).toBe(1);
  });

  it('pauses for the time that COC names when it is throttled', () => {
    const { state, judge } = aDestination();
    judge(retry({ reason: 'throttled', afterMs: 7_000 }));
    expect(state.health).toMatchObject({ faults: 1, pausedUntil: 8_000 });
  });

  it('halves the attempts at once and pauses when an attempt has timed out', () => {
    const { state, judge } = aDestination();
    judge(retry({ reason: 'timeout' }));
    expect([state.adaptive.limit, state.health.faults]).toEqual([4, 1]);
  });

  it('leaves the attempts at once as they are after any other fault', () => {
    const { state, judge } = aDestination();
    judge(retry());
    judge({ kind: 'rejected', reason: 'bad-request', detail: 'no' });
    judge({ kind: 'unknown', reason: 'network', detail: 'no answer' });
    expect(state.adaptive.limit).toBe(8);
  });

  it('ends the probe when it was throttled and fewer attempts at once are enough', () => {
    const { state, judge } = aDestination();
    judge(retry());
    state.health = { ...state.health, probing: true };
    judge(retry({ reason: 'throttled' }));
    expect(state.health).toMatchObject({ faults: 1, probing: false });
  });

  it('takes a refusal of one alarm for an answer of a destination that works', () => {
    const { state, judge } = aDestination();
    judge(retry());
    judge({ kind: 'rejected', reason: 'bad-request', detail: 'no' });
    expect(state.health).toMatchObject({ faults: 0, lastAnswerAt: 2_000 });
    expect(state.health.lastSuccessAt).toBe(Number.NEGATIVE_INFINITY);
  });

  it('keeps what COC took while it refuses too many others', () => {
    const { judge } = aDestination();
    for (let i = 0; i < 6; i++) judge({ kind: 'rejected', reason: 'bad-request', detail: 'no' });
    expect(judge(REPORTED)).toEqual(REPORTED);
  });

  it('compares the refused series with those that COC took, and not with failures', () => {
    const refused: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no' };
    const failing = aDestination();
    for (let i = 0; i < 30; i++) failing.judge(retry({ scope: 'entry' }));
    const judged = Array.from({ length: 5 }, () => failing.judge(refused));
    expect(judged[4]).toMatchObject({ kind: 'retry', scope: 'destination' });
    const working = aDestination();
    for (let i = 0; i < 30; i++) working.judge(REPORTED);
    expect(Array.from({ length: 5 }, () => working.judge(refused))).toEqual(Array(5).fill(refused));
  });

  it('takes a fifth of all series refused for a fault of the destination, with the words of COC', () => {
    const { judge } = aDestination();
    const refused: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such field' };
    const judged = Array.from({ length: 5 }, () => judge(refused));
    expect(judged.slice(0, 4)).toEqual(Array(4).fill(refused));
    expect(judged[4]).toMatchObject({ kind: 'retry', scope: 'destination', reason: 'bad-request' });
    expect(judged[4]).toMatchObject({ detail: expect.stringContaining('no such field') });
  });

  it('ends the probe, and nothing else, after an outcome that nobody knows', () => {
    const { state, judge } = aDestination();
    judge(retry());
    state.health = { ...state.health, probing: true };
    judge({ kind: 'unknown', reason: 'timeout', detail: 'no answer' });
    expect(state.health).toMatchObject({ faults: 1, probing: false });
  });
});
