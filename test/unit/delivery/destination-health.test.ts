import { describe, expect, it } from 'vitest';
import {
  answered,
  attemptBegan,
  attemptsAllowed,
  faulted,
  scopedByOthers,
  UNTRIED,
} from '../../../src/delivery/destination-health.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';

const backoff = { initialMs: 1_000, maxMs: 60_000 };
const down = { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' } as const;

describe('the health of a destination', () => {
  it('lets everything through until something is known', () => {
    expect(attemptsAllowed(UNTRIED, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('pauses at a fault, then lets one probe through', () => {
    const paused = faulted(UNTRIED, down, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
    expect(attemptsAllowed(paused, 1_499)).toBe(0);
    expect(attemptsAllowed(paused, 1_500)).toBe(1);
    expect(attemptsAllowed(attemptBegan(paused), 1_500)).toBe(0);
  });

  it('pauses longer each time that a probe fails, up to the limit', () => {
    let health = UNTRIED;
    const pauses: number[] = [];
    for (let i = 0, now = 0; i < 10; i++) {
      health = faulted(attemptBegan(health), down, { now, beganAt: now, backoff, random: 0.999 });
      pauses.push(Math.round((health.pausedUntil - now) / 1_000));
      now = health.pausedUntil;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  });

  it('does not pause longer for the calls that were under way when the pause began', () => {
    let health = faulted(UNTRIED, down, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
    for (let i = 0; i < 30; i++)
      health = faulted(health, down, { now: 1_010, beganAt: 950, backoff, random: 0.5 });
    expect(health).toMatchObject({ faults: 1, pausedUntil: 1_500 });
  });

  it('pauses longer when one of these calls is told so', () => {
    const paused = faulted(UNTRIED, down, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
    const asked = { ...down, afterMs: 30_000 };
    const longer = faulted(paused, asked, { now: 1_010, beganAt: 950, backoff, random: 0.5 });
    expect(longer).toMatchObject({ faults: 1, pausedAt: 1_000, pausedUntil: 31_010 });
  });

  it('goes on probing when one of these calls fails during the probe', () => {
    const paused = faulted(UNTRIED, down, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
    const probed = attemptBegan(paused);
    expect(faulted(probed, down, { now: 2_000, beganAt: 950, backoff, random: 0.5 }).probing).toBe(true);
    expect(faulted(probed, down, { now: 2_000, beganAt: 1_500, backoff, random: 0.5 }).probing).toBe(false);
  });

  it('counts a call that began with the pause as one more fault', () => {
    const paused = faulted(UNTRIED, down, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
    expect(faulted(paused, down, { now: 2_000, beganAt: 1_000, backoff, random: 0.5 }).faults).toBe(2);
  });

  it('has the last fault, until it works again', () => {
    const paused = faulted(UNTRIED, down, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
    expect(paused.lastFault).toEqual({ reason: 'server-error', detail: 'HTTP 503' });
    expect(answered(paused, 2_000).lastFault).toBeUndefined();
  });

  it('is not probed while it works', () => {
    expect(attemptBegan(UNTRIED)).toBe(UNTRIED);
  });

  it('waits at least as long as it was asked to', () => {
    const asked = { ...down, afterMs: 30_000 };
    expect(faulted(UNTRIED, asked, { now: 0, beganAt: 0, backoff, random: 0.1 }).pausedUntil).toBe(30_000);
  });

  it('is healthy again with the first answer', () => {
    const paused = faulted(UNTRIED, down, { now: 0, beganAt: 0, backoff, random: 0.5 });
    expect(attemptsAllowed(answered(attemptBegan(paused), 700), 700)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('whose fault it is', () => {
  const healthy = answered(UNTRIED, 1_000);

  it.each<[string, Outcome, { beganAt: number; failedBeforeAt: number | undefined }, string]>([
    ['others got through while it failed', down, { beganAt: 900, failedBeforeAt: undefined }, 'entry'],
    ['others got through since it failed last', down, { beganAt: 2_000, failedBeforeAt: 500 }, 'entry'],
    ['one got through as it began', down, { beganAt: 1_000, failedBeforeAt: undefined }, 'entry'],
    ['nobody got through since', down, { beganAt: 1_500, failedBeforeAt: 1_200 }, 'destination'],
    [
      'nobody got through while it failed first',
      down,
      { beganAt: 1_500, failedBeforeAt: undefined },
      'destination',
    ],
    [
      'a key is refused, whatever got through before',
      { ...down, reason: 'credentials' },
      { beganAt: 900, failedBeforeAt: undefined },
      'destination',
    ],
  ])('%s', (_when, outcome, since, scope) => {
    expect(scopedByOthers(outcome, healthy, since)).toMatchObject({ scope });
  });

  it.each<Outcome>([
    { kind: 'rejected', reason: 'server-error', detail: 'no' },
    { kind: 'unknown', reason: 'timeout', detail: 'no answer' },
  ])('is no question of $kind', (outcome) => {
    expect(scopedByOthers(outcome, healthy, { beganAt: 900, failedBeforeAt: undefined })).toEqual(outcome);
  });
});
