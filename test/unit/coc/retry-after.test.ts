import { expect, it } from 'vitest';
import { retryAfterMs, throttleWindowMs } from '../../../src/coc/retry-after.ts';

const NOW = Date.UTC(2024, 6, 4, 12);

it.each([
  ['30', 30_000],
  ['0', 0],
  ['1.5', 1_500],
  ['1.25', 1_250],
  [' 30 ', 30_000],
  ['1000000000000', 900_000],
  ['901', 900_000],
  [new Date(NOW + 90_000).toUTCString(), 90_000],
  [new Date(NOW - 90_000).toUTCString(), 0],
  [new Date(NOW + 86_400_000).toUTCString(), 900_000],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
  ['1e9', undefined],
  [undefined, undefined],
])('reads Retry-After %j as %j ms', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});

it.each([
  ['Throttled, policy user,limit:10,time:1 minute', 60_000],
  ['limit:200,time:1 second', 1_000],
  ['limit:200,time: 10 seconds', 10_000],
  ['limit:200,time:1Minute', 60_000],
  ['limit:200,time:1  minute', 60_000],
  ['limit:1,time:2 hours', 900_000],
  ['limit:1,time:1 fortnight', undefined],
  ['', undefined],
])('reads the window of %j as %j ms', (message, ms) => {
  expect(throttleWindowMs(message)).toBe(ms);
});
