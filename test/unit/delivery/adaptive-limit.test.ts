import { describe, expect, it } from 'vitest';
import {
  type AdaptiveLimit,
  afterOverload,
  afterSuccess,
  startingLimit,
} from '../../../src/delivery/adaptive-limit.ts';

function succeed(adaptive: AdaptiveLimit, times: number, most = 32): AdaptiveLimit {
  return Array.from({ length: times }).reduce<AdaptiveLimit>(
    (before) => afterSuccess(before, most),
    adaptive,
  );
}

const overload = (adaptive: AdaptiveLimit, now: number, beganAt = now - 1) =>
  afterOverload(adaptive, { beganAt, now });

describe('the attempts that a destination stands', () => {
  it('begin with as many as are configured, and never become more', () => {
    for (let times = 1; times < 100; times++) expect(succeed(startingLimit(3), times, 3).limit).toBe(3);
  });

  it('are halved once for all that were under way, and again for those that began later', () => {
    const once = overload(startingLimit(32), 100, 50);
    const stragglers = overload(overload(once, 101, 60), 102, 99);
    expect([once.limit, stragglers.limit]).toEqual([16, 16]);
    expect(overload(stragglers, 200, 150).limit).toBe(8);
  });

  it('are never fewer than one', () => {
    const least = [1, 2, 3, 4, 5, 6, 7].reduce((before, i) => overload(before, i * 10), startingLimit(3));
    expect(least.limit).toBe(1);
  });

  it('grow by one for each round of successes', () => {
    const halved = overload(startingLimit(8), 100);
    expect(succeed(halved, 3).limit).toBe(4);
    expect(succeed(halved, 4).limit).toBe(5);
    expect(succeed(halved, 9).limit).toBe(6);
    expect(succeed(halved, 1_000, 8).limit).toBe(8);
  });

  it('come down to a new bound at the next success', () => {
    expect(afterSuccess(startingLimit(32), 4).limit).toBe(4);
  });
});
