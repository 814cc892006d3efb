import { describe, expect, it } from 'vitest';
import { instantIn, type LocalTime, parseLocalTime } from '../../../../src/sources/zabbix/local-time.ts';

const LATER = Number.POSITIVE_INFINITY;

function local(text: string): LocalTime {
  const time = parseLocalTime(text);
  if (time === undefined) throw new Error(`not a local time: ${text}`);
  return time;
}

const iso = (zone: string, text: string, notAfter = LATER): string =>
  new Date(instantIn(zone, local(text), notAfter)).toISOString();

describe('instantIn', () => {
  it.each([
    ['UTC', '2026.11.24 03:02:19', '2026-11-24T03:02:19.000Z'],
    ['Asia/Shanghai', '2026.11.24 03:02:19', '2026-11-23T19:02:19.000Z'],
    ['Asia/Kolkata', '2026.01.01 00:00:00', '2025-12-31T18:30:00.000Z'],
    ['Asia/Kathmandu', '2026.06.01 12:00:00', '2026-06-01T06:15:00.000Z'],
    ['Pacific/Chatham', '2026.01.15 12:00:00', '2026-01-14T22:15:00.000Z'],
    ['America/St_Johns', '2026.07.01 12:00:00', '2026-07-01T14:30:00.000Z'],
    // Summer time begins in Berlin on 29 March 2026 at 01:00Z: 02:00 becomes 03:00.
    ['Europe/Berlin', '2026.03.29 01:59:59', '2026-03-29T00:59:59.000Z'],
    ['Europe/Berlin', '2026.03.29 03:00:00', '2026-03-29T01:00:00.000Z'],
    // Nobody's clock shows 02:30; it is taken as if the clocks had not been put forward.
    ['Europe/Berlin', '2026.03.29 02:30:00', '2026-03-29T01:30:00.000Z'],
    // Summer time ends on 25 October 2026 at 01:00Z: 03:00 becomes 02:00.
    ['Europe/Berlin', '2026.10.25 01:59:59', '2026-10-24T23:59:59.000Z'],
    ['Europe/Berlin', '2026.10.25 03:00:00', '2026-10-25T02:00:00.000Z'],
    ['America/New_York', '2026.03.08 03:30:00', '2026-03-08T07:30:00.000Z'],
    ['America/New_York', '2026.11.01 00:30:00', '2026-11-01T04:30:00.000Z'],
    // Half an hour of summer time, on the southern half of the earth.
    ['Australia/Lord_Howe', '2026.04.05 02:30:00', '2026-04-04T16:00:00.000Z'],
  ])('reads in %s %s as %s', (zone, text, expected) => {
    expect(iso(zone, text)).toBe(expected);
  });

  it('takes of an hour that comes twice the later one, if that has already been', () => {
    const early = Date.parse('2026-10-25T00:30:10Z');
    const late = Date.parse('2026-10-25T01:30:10Z');
    expect(iso('Europe/Berlin', '2026.10.25 02:30:00', early)).toBe('2026-10-25T00:30:00.000Z');
    expect(iso('Europe/Berlin', '2026.10.25 02:30:00', late)).toBe('2026-10-25T01:30:00.000Z');
  });
});

describe('parseLocalTime', () => {
  it.each([
    '2026.11.24 3:02:19',
    '2026.13.01 00:00:00',
    '2026.02.30 00:00:00',
    '2025.02.29 12:00:00',
    '2026.04.31 12:00:00',
    '2026.00.10 00:00:00',
    '2026.01.00 00:00:00',
    '2026.01.01 00:60:00',
    '2026.01.01 00:00:60',
    '2026.11.24 24:00:00',
    '1970.01.01 00:00:00',
    '',
    '{DATE} {TIME}',
  ])('finds no time in %s', (text) => {
    expect(parseLocalTime(text)).toBeUndefined();
  });
});
