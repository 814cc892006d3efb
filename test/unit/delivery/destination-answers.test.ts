import { describe, expect, it } from 'vitest';
import { answered, faulted, hurried, UNTRIED } from '../../../src/delivery/destination-health.ts';
import { untried } from '../../../src/delivery/destination-state.ts';
import { judgeOutcome } from '../../../src/delivery/judge-outcome.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { dueEntry, reportAlarm } from '../../support/entries.ts';
import { REPORTED } from '../../support/hand-destination.ts';

const backoff = { initialMs: 1_000, maxMs: 60_000 };
const down = { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' } as const;
const throttled = { ...down, reason: 'throttled' } as const;
const at = (now: number, beganAt = now) => ({ now, beganAt, backoff, random: 0.5 });

describe('the answers of a destination', () => {
  it('are successes only where COC accepted something', () => {
    const refused = answered(UNTRIED, 'rejected', 1_000);
    expect(refused).toEqual({ ...UNTRIED, lastAnswerAt: 1_000 });
    const accepted = answered(refused, 'delivered', 2_000);
    expect(accepted).toEqual({ ...UNTRIED, lastAnswerAt: 2_000, lastSuccessAt: 2_000 });
    expect(answered(accepted, 'rejected', 3_000)).toEqual({ ...accepted, lastAnswerAt: 3_000 });
  });

  it('count by the latest, whatever comes late', () => {
    const accepted = answered(UNTRIED, 'delivered', 2_000);
    expect(answered(accepted, 'delivered', 1_000)).toEqual(accepted);
    expect(answered(accepted, 'rejected', 1_000)).toEqual(accepted);
  });

  it('are remembered through a fault', () => {
    const faulty = faulted(answered(UNTRIED, 'delivered', 1_000), down, at(2_000));
    expect(faulty).toMatchObject({ lastAnswerAt: 1_000, lastSuccessAt: 1_000 });
    expect(faulty).not.toHaveProperty('overcome');
    expect(faulty).not.toHaveProperty('askedUntil');
    expect(faulty).not.toHaveProperty('hurried');
  });

  it('end faults only where the first of them is known', () => {
    const { faultySince: _, ...unknown } = faulted(UNTRIED, down, at(1_000));
    expect(answered(unknown, 'delivered', 2_000)).not.toHaveProperty('overcome');
    const { lastFault: __, ...odd } = faulted(UNTRIED, down, at(1_000));
    expect(answered(odd, 'delivered', 2_000)).not.toHaveProperty('overcome');
  });
});

describe('the wait that COC asked for', () => {
  it('is one because of too many calls, with a time', () => {
    expect(faulted(UNTRIED, { ...throttled, afterMs: 5_000 }, at(1_000)).askedUntil).toBe(6_000);
    expect(faulted(UNTRIED, throttled, at(1_000))).not.toHaveProperty('askedUntil');
    expect(faulted(UNTRIED, { ...down, afterMs: 5_000 }, at(1_000))).not.toHaveProperty('askedUntil');
  });

  it('holds after the failure of a straggler, and a new one replaces it', () => {
    const asked = faulted(UNTRIED, { ...throttled, afterMs: 5_000 }, at(1_000, 900));
    expect(faulted(asked, down, at(1_100, 950)).askedUntil).toBe(6_000);
    expect(faulted(asked, { ...throttled, afterMs: 9_000 }, at(1_100, 950)).askedUntil).toBe(10_100);
    expect(faulted(asked, down, at(7_000))).not.toHaveProperty('askedUntil');
  });

  it('is not made longer by an operator when it is over, and the pause with it', () => {
    const asked = faulted(UNTRIED, { ...throttled, afterMs: 5_000 }, at(1_000));
    expect(hurried(asked, 8_000).pausedUntil).toBe(6_000);
  });

  it('of a straggler alone does not mark a pause as ended by an operator', () => {
    const paused = faulted(UNTRIED, down, at(1_000, 900));
    expect(faulted(paused, down, at(1_100, 950))).not.toHaveProperty('hurried');
    expect(faulted(hurried(paused, 1_050), down, at(1_200))).not.toHaveProperty('hurried');
  });
});

describe('the judgement about an answer', () => {
  const judge = (state: ReturnType<typeof untried>, outcome: Outcome, now: number) =>
    judgeOutcome(
      state,
      { entry: dueEntry(reportAlarm(`s${now}`), { id: now }), outcome, beganAt: now, now },
      { pace: { concurrency: 8, pause: backoff }, random: () => 0.5 },
    );

  it('is a success where the entry was delivered, and none where it was refused', () => {
    const state = untried(8, undefined);
    judge(state, REPORTED, 1_000);
    judge(state, { kind: 'rejected', reason: 'bad-request', detail: 'no' }, 2_000);
    expect(state.health).toMatchObject({ lastSuccessAt: 1_000, lastAnswerAt: 2_000, faults: 0 });
  });

  it('is neither where the end of the call is not known, but the probe is over', () => {
    const state = untried(8, undefined);
    judge(state, down, 1_000);
    state.health = { ...state.health, probing: true };
    judge(state, { kind: 'unknown', reason: 'timeout', detail: 'no answer' }, 2_000);
    expect(state.health).toMatchObject({ probing: false, faults: 1 });
    expect(state.health.lastAnswerAt).toBe(Number.NEGATIVE_INFINITY);
  });
});
