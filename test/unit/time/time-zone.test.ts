import { expect, it } from 'vitest';
import { isTimeZone, localTimeIn } from '../../../src/time/time-zone.ts';

it.each([
  ['Asia/Shanghai', true],
  ['UTC', true],
  ['Asia/Shangai', false],
  ['', false],
])('knows whether %s is a time zone: %s', (name, known) => {
  expect(isTimeZone(name)).toBe(known);
});

it.each([
  ['UTC', '2026-11-24 03:02:09'],
  ['Asia/Shanghai', '2026-11-24 11:02:09'],
  ['America/New_York', '2026-11-23 22:02:09'],
])('tells a time as the clocks of %s show it', (zone, text) => {
  expect(localTimeIn(zone, Date.UTC(2026, 10, 24, 3, 2, 9, 999))).toBe(text);
});
