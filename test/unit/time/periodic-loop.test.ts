import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PeriodicLoop } from '../../../src/time/periodic-loop.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('makes the next round when the one before has ended, also when that failed', async () => {
  const ends: (() => void)[] = [];
  const errors: unknown[] = [];
  const round = () =>
    new Promise((resolve, reject) => {
      const failing = ends.length === 0;
      ends.push(() => (failing ? reject(new Error('first')) : resolve(undefined)));
    });
  const rounds = new PeriodicLoop({ everyMs: 10, round, onError: (error) => errors.push(error) });
  rounds.start();
  rounds.start();
  await vi.advanceTimersByTimeAsync(25);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect([ends.length, errors.length]).toEqual([2, 1]);
  ends[1]?.();
  await rounds.stop();
  await vi.advanceTimersByTimeAsync(50);
  expect(ends).toHaveLength(2);
});

it('may be stopped before it is started', async () => {
  const rounds = new PeriodicLoop({ everyMs: 10, round: async () => undefined, onError: () => undefined });
  await expect(rounds.stop()).resolves.toBeUndefined();
});
