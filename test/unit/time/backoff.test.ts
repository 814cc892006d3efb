import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../src/time/backoff.ts';

const policy = { initialMs: 1_000, maxMs: 60_000 };

describe('backoffMs', () => {
  it.each([
    [1, 0.5, 500],
    [2, 0.5, 1_000],
    [3, 0.999, 3_996],
    [6, 1, 32_000],
    [7, 1, 60_000],
    [10_000, 1, 60_000],
    [1, 0, 1],
  ])('after %i failures and with chance %d waits %i ms', (attempts, random, wait) => {
    expect(backoffMs(policy, attempts, random)).toBe(wait);
  });

  it('never waits less than the server asked for', () => {
    expect(backoffMs(policy, 1, 0.1, 90_000)).toBe(90_000);
    expect(backoffMs(policy, 4, 1, 10)).toBe(8_000);
  });
});
