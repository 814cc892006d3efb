import { describe, expect, it } from 'vitest';
import { loadOf, mayAttempt, msUntilAttempt, untried } from '../../../src/delivery/destination-state.ts';

const rate = { perSecond: 2, burst: 1 };
const empty = { tokens: 0, at: 1_000 };

function paused(pausedUntil: number) {
  const state = untried(4, undefined);
  state.health = { ...state.health, faults: 1, pausedUntil };
  return state;
}

describe('a destination may be tried', () => {
  it('while slots are free and a rate token is there', () => {
    expect(mayAttempt(untried(4, undefined), undefined, 1_000)).toBe(true);
    expect(mayAttempt({ ...untried(4, undefined), inFlight: 3 }, undefined, 1_000)).toBe(true);
    expect(mayAttempt({ ...untried(4, undefined), inFlight: 4 }, undefined, 1_000)).toBe(false);
    expect(mayAttempt(untried(4, empty), rate, 1_499)).toBe(false);
    expect(mayAttempt(untried(4, empty), rate, 1_500)).toBe(true);
  });

  it('without a token while no rate, or no bucket yet, holds it', () => {
    expect(mayAttempt(untried(4, empty), undefined, 1_000)).toBe(true);
    expect(mayAttempt(untried(4, undefined), rate, 1_000)).toBe(true);
  });
});

describe('the time until the next attempt', () => {
  it('is none at a destination that works', () => {
    expect(msUntilAttempt(untried(4, undefined), undefined, 1_000)).toBe(0);
    expect(msUntilAttempt(untried(4, empty), undefined, 1_000)).toBe(0);
    expect(msUntilAttempt(untried(4, undefined), rate, 1_000)).toBe(0);
  });

  it('is the rest of the pause, or the wait for the token when that is longer', () => {
    expect(msUntilAttempt(paused(1_700), undefined, 1_000)).toBe(700);
    expect(msUntilAttempt(paused(900), undefined, 1_000)).toBe(0);
    expect(msUntilAttempt({ ...paused(1_700), bucket: empty }, rate, 1_000)).toBe(700);
    expect(msUntilAttempt({ ...paused(1_200), bucket: empty }, rate, 1_000)).toBe(500);
  });
});

describe('the load of a destination', () => {
  it('has its attempts, its limit, and when its rate allows the next call', () => {
    const state = { ...untried(4, empty), inFlight: 3 };
    expect(loadOf(state, rate, 1_100)).toEqual({ inFlight: 3, limit: 4, nextCallAt: 1_500 });
    expect(loadOf(state, rate, 1_500)).toEqual({ inFlight: 3, limit: 4 });
    expect(loadOf(state, undefined, 1_100)).toEqual({ inFlight: 3, limit: 4 });
  });
});
