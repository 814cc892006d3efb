import { describe, expect, it } from 'vitest';
import {
  answered,
  attemptBegan,
  attemptsAllowed,
  faulted,
  hurried,
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
    expect(paused.lastFault).toEqual({ reason: 'server-error', detail: 'HTTP 503', at: 1_000 });
    expect(answered(paused, 'delivered', 2_000).lastFault).toBeUndefined();
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
    expect(attemptsAllowed(answered(attemptBegan(paused), 'rejected', 700), 700)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

describe('the faults of a destination in a row', () => {
  const first = faulted(UNTRIED, down, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
  const second = faulted(attemptBegan(first), down, { now: 5_000, beganAt: 4_900, backoff, random: 0.5 });

  it('are known since the first one', () => {
    expect([first.faultySince, second.faultySince, second.lastFault?.at]).toEqual([1_000, 1_000, 5_000]);
  });

  it('are remembered when they are over, and when it works on', () => {
    const overcome = { since: 1_000, until: 6_000, fault: second.lastFault };
    const works = answered(second, 'delivered', 6_000);
    expect([works.faults, works.overcome, works.faultySince]).toEqual([0, overcome, undefined]);
    expect(answered(works, 'delivered', 9_000).overcome).toEqual(overcome);
    const again = faulted(works, down, { now: 8_000, beganAt: 7_900, backoff, random: 0.5 });
    expect([again.overcome, again.faultySince]).toEqual([overcome, 8_000]);
  });
});

describe('an operator who will not wait', () => {
  const late = { ...down, afterMs: 30_000 };
  const paused = faulted(UNTRIED, late, { now: 1_000, beganAt: 900, backoff, random: 0.5 });

  it('ends the pause for one probe', () => {
    const now = hurried(paused, 2_000);
    expect([attemptsAllowed(paused, 2_000), attemptsAllowed(now, 2_000)]).toEqual([0, 1]);
    expect(attemptsAllowed(attemptBegan(now), 2_000)).toBe(0);
    expect(hurried(now, 2_000)).toEqual(now);
  });

  it('lengthens no later pause, however often', () => {
    let health = paused;
    for (let i = 0, now = 2_000; i < 20; i++, now += 100)
      health = faulted(attemptBegan(hurried(health, now)), down, {
        now,
        beganAt: now,
        backoff,
        random: 0.999,
      });
    expect([health.faults, health.hurried]).toEqual([1, undefined]);
    expect(health.pausedUntil).toBeLessThan(2_000 + 20 * 100 + 1_000);
  });

  it('does not shorten a wait that COC asked for because of too many calls', () => {
    const throttled = { ...late, reason: 'throttled' } as const;
    const asked = faulted(UNTRIED, throttled, { now: 1_000, beganAt: 900, backoff, random: 0.5 });
    expect(hurried(asked, 2_000).pausedUntil).toBe(31_000);
    const straggler = faulted(asked, down, { now: 1_500, beganAt: 950, backoff, random: 0.5 });
    expect(hurried(straggler, 2_000).pausedUntil).toBe(31_000);
    const later = faulted(attemptBegan(asked), down, { now: 31_000, beganAt: 31_000, backoff, random: 0.5 });
    expect(hurried(later, 31_001).pausedUntil).toBe(31_001);
  });

  it('keeps waiting for a straggler that fails before the probe', () => {
    const straggler = faulted(hurried(paused, 2_000), down, {
      now: 2_001,
      beganAt: 950,
      backoff,
      random: 0.5,
    });
    expect(straggler.hurried).toBe(true);
  });

  it('changes nothing at a destination that works', () => {
    expect(hurried(UNTRIED, 1_000)).toBe(UNTRIED);
  });
});

describe('whose fault it is', () => {
  const healthy = answered(UNTRIED, 'delivered', 1_000);

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
