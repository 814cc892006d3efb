import { expect, it } from 'vitest';
import { timeSpanInWords } from '../../../src/time/time-span.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

it.each([
  [0, '0s'],
  [999, '0s'],
  [SECOND, '1s'],
  [59_999, '59s'],
  [MINUTE, '1m'],
  [5 * MINUTE + 30 * SECOND, '5m 30s'],
  [65 * MINUTE + 59_999, '1h 5m'],
  [HOUR + 30 * SECOND, '1h'],
  [DAY - 1, '23h 59m'],
  [2 * DAY, '2d'],
  [400 * DAY + 5 * HOUR + MINUTE, '400d 5h'],
])('%d ms are %s', (ms, words) => {
  expect(timeSpanInWords(ms)).toBe(words);
});

it.each([
  [0, '0 秒'],
  [65 * MINUTE, '1 小时 5 分钟'],
  [2 * DAY + 3 * HOUR, '2 天 3 小时'],
])('%d ms are %s in Chinese', (ms, words) => {
  expect(timeSpanInWords(ms, 'zh')).toBe(words);
});
