import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterOne,
  fullBucket,
  type Rate,
  type TokenBucket,
  waitForToken,
} from '../../../src/time/token-bucket.ts';

/** When each of so many calls may be made that all come at once. */
function timesOf(calls: number, rate: Rate, bucket: TokenBucket = fullBucket(rate, 0)): number[] {
  const times: number[] = [];
  let [now, left] = [bucket.at, bucket];
  for (let i = 0; i < calls; i++) {
    now += waitForToken(left, rate, now);
    left = afterOne(left, rate, now);
    times.push(Math.round(now));
  }
  return times;
}

describe('a rate', () => {
  it('lets the burst through at once, then one after the other', () => {
    expect(timesOf(6, { perSecond: 10, burst: 3 })).toEqual([0, 0, 0, 100, 200, 300]);
  });

  it('may be slower than one a second', () => {
    expect(timesOf(3, { perSecond: 0.5, burst: 1 })).toEqual([0, 2_000, 4_000]);
  });

  it('saves up no more than the burst in a long rest', () => {
    const rate = { perSecond: 10, burst: 2 };
    const rested = { ...afterOne(fullBucket(rate, 0), rate, 0), at: 0 };
    expect(timesOf(4, rate, { ...rested, at: 3_600_000 }).map((at) => at - 3_600_000)).toEqual([
      0, 100, 200, 300,
    ]);
    expect(waitForToken(fullBucket(rate, 0), rate, 1e12)).toBe(0);
  });

  it('is never exceeded over any span, whatever it is', () => {
    const rates = fc.record({
      perSecond: fc.double({ min: 0.1, max: 1_000, noNaN: true }),
      burst: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(rates, (rate) => {
        const times = timesOf(120, rate);
        times.forEach((to, j) => {
          const spanMs = to - (times[0] ?? 0) + 1;
          expect(j + 1).toBeLessThanOrEqual(rate.burst + (spanMs * rate.perSecond) / 1_000 + 1);
        });
      }),
    );
  });

  it('is not harmed by a clock that stands still or goes back', () => {
    const rate = { perSecond: 1, burst: 1 };
    const empty = afterOne(fullBucket(rate, 1_000), rate, 1_000);
    expect(waitForToken(empty, rate, 1_000)).toBe(1_000);
    expect(waitForToken(empty, rate, 0)).toBe(1_000);
  });
});
