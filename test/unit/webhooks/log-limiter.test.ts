import { expect, it } from 'vitest';
import { logLimiter } from '../../../src/webhooks/log-limiter.ts';
import { FakeClock } from '../../support/fake-clock.ts';

it('lets one line a minute of each kind through, and tells how many were left out', () => {
  const clock = new FakeClock();
  const limit = logLimiter(clock);
  expect([limit('a'), limit('a'), limit('a'), limit('b')]).toEqual([0, undefined, undefined, 0]);
  clock.advance(59_999);
  expect(limit('a')).toBeUndefined();
  clock.advance(1);
  expect([limit('a'), limit('b')]).toEqual([3, 0]);
});
