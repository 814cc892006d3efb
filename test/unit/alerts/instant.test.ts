import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnreadTime, parseInstant } from '../../../src/alerts/instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2026-05-05T13:04:57Z', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['2026-05-05T13:04:57.62281314Z', Date.UTC(2026, 4, 5, 13, 4, 57, 622)],
    ['2026-05-05T13:04:57.123456789+05:30', Date.UTC(2026, 4, 5, 7, 34, 57, 123)],
    ['2026-05-05T13:04:57-04:00', Date.UTC(2026, 4, 5, 17, 4, 57)],
    ['2026-05-05t13:04:57z', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['2026-05-05T13:04:57+0800', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['2026-05-05T13:04:57.5-0330', Date.UTC(2026, 4, 5, 16, 34, 57, 500)],
    ['2026-05-05T13:04:57+08', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['2026-05-05 13:04:57 +08:00', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['2026-05-05T13:04:57,25Z', Date.UTC(2026, 4, 5, 13, 4, 57, 250)],
    ['2026-05-05T13:04:57.123456789012Z', Date.UTC(2026, 4, 5, 13, 4, 57, 123)],
    [' 2026-05-05T13:04:57Z\n', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['2020-05-21 02:58:07 +0000 UTC', Date.UTC(2020, 4, 21, 2, 58, 7)],
    ['2020-05-21 02:58:07.829 +0800 CST', Date.UTC(2020, 4, 20, 18, 58, 7, 829)],
    ['2020-05-21 02:58:07.829 +0300 +03', Date.UTC(2020, 4, 20, 23, 58, 7, 829)],
    ['2020-05-21 02:58:07.829402 +0800 CST m=+12.003456', Date.UTC(2020, 4, 20, 18, 58, 7, 829)],
    ['2020-05-21 02:58:07 UTC', Date.UTC(2020, 4, 21, 2, 58, 7)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1590029887', Date.UTC(2020, 4, 21, 2, 58, 7)],
    [' 1590029887.829402 ', Date.UTC(2020, 4, 21, 2, 58, 7, 829)],
    ['1590029887829', Date.UTC(2020, 4, 21, 2, 58, 7, 829)],
    ['1590029887829402', Date.UTC(2020, 4, 21, 2, 58, 7, 829)],
    ['1590029887829402113', Date.UTC(2020, 4, 21, 2, 58, 7, 829)],
    // Without seconds, without signs, with slashes.
    ['2026-05-05T13:04Z', Date.UTC(2026, 4, 5, 13, 4)],
    ['2026-05-05 13:04 +0800', Date.UTC(2026, 4, 5, 5, 4)],
    ['2026-05-05t13:04z', Date.UTC(2026, 4, 5, 13, 4)],
    ['2026/05/05 13:04:57 +08:00', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['2026.05.05 13:04:57,5 UTC', Date.UTC(2026, 4, 5, 13, 4, 57, 500)],
    ['20260505T130457Z', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['20260505T130457.25+0800', Date.UTC(2026, 4, 5, 5, 4, 57, 250)],
    ['20260505T1304Z', Date.UTC(2026, 4, 5, 13, 4)],
    // With the name of the month.
    ['Tue, 05 May 2026 13:04:57 GMT', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['tue, 5 may 2026 13:04:57 gmt', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['05 May 2026 13:04 UTC', Date.UTC(2026, 4, 5, 13, 4)],
    ['Tue, 05 May 2026 13:04:57 +0800', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['Tue, 05 May 2026 13:04:57 -0330 (NST)', Date.UTC(2026, 4, 5, 16, 34, 57)],
    ['Tuesday, 05-May-2026 13:04:57 GMT', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['Tue May 05 2026 13:04:57 GMT+0800 (China Standard Time)', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['Tue May  5 13:04:57 UTC 2026', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['Tue, 31 Dec 2024 23:59:59 Z', Date.UTC(2024, 11, 31, 23, 59, 59)],
    // With the name of the zone behind its offset, and with an offset of UTC.
    ['2026-05-05T13:04:57+08:00[Asia/Shanghai]', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['2026-05-05T13:04:57Z[Etc/UTC]', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['2026-05-05T13:04:57.5+0530[!Asia/Kolkata][u-ca=iso8601]', Date.UTC(2026, 4, 5, 7, 34, 57, 500)],
    ['2026-05-05 13:04:57 UTC+8', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['2026-05-05T13:04:57UTC+08:00', Date.UTC(2026, 4, 5, 5, 4, 57)],
    ['2026-05-05 13:04 GMT-3', Date.UTC(2026, 4, 5, 16, 4)],
    ['2026/05/05 13:04:57 utc+5:30', Date.UTC(2026, 4, 5, 7, 34, 57)],
    ['Tue, 05 May 2026 13:04:57 GMT+8', Date.UTC(2026, 4, 5, 5, 4, 57)],
    // A leap second is the second after it.
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2017-01-01T07:59:60.25+08:00', Date.UTC(2017, 0, 1, 0, 0, 0, 250)],
    ['Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2017, 0, 1)],
    ['999999999', Date.UTC(2001, 8, 9, 1, 46, 39)],
    ['999999999999', Date.UTC(2001, 8, 9, 1, 46, 39, 999)],
  ])('reads %s', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  it.each([
    undefined,
    '',
    '0001-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-05',
    '2026-05-05T13:04:57',
    '2026-05-05 13:04:57',
    '2026-05-05T13:04:57 CST',
    '2026-05-05T13:04',
    '2026-05-05 13:04',
    '2026-05-05T13Z',
    '2026-05/05 13:04:57Z',
    '2026-05-05T13:0457Z',
    '05/05/2026 13:04:57 +0800',
    '20260505T130457',
    'Tue, 05 May 2026 13:04:57',
    'Tue, 05 May 2026 13:04:57 CST',
    'Tue, 05 May 26 13:04:57 GMT',
    'Tue, 31 Jun 2026 13:04:57 GMT',
    'Tue, 05 Mai 2026 13:04:57 GMT',
    'Tue May  5 13:04:57 2026',
    'Tue May  5 13:04:57 CST 2026',
    'May 5 2026',
    `Tue, 05 May 2026${' '.repeat(128)}13:04:57 GMT`,
    '2026-05-05T13:04:57+8',
    '2026-05-05 13:04:57 UTC+8:5',
    '2026-05-05 13:04:57 UTC+99',
    '2026-05-05T13:04:57[Asia/Shanghai]',
    '2026-05-05T13:04:57+08:00[Asia/Shanghai',
    '2026-05-05T13:04:61Z',
    '2026-05-05T24:04:60Z',
    '2026-02-30T23:59:60Z',
    '2026-05-05T13:04:57+0860',
    '2026-02-30T13:04:57+99:00',
    '0001-01-01 00:00:00 +0000 UTC',
    '2026-02-30T13:04:57Z',
    '2025-02-29 13:04:57 +0000 UTC',
    '2026-06-31T00:00:00+08:00',
    '2026-00-10T00:00:00Z',
    '2026-05-00T00:00:00Z',
    '20260505',
    '20260505130457',
    '17954893390',
    '-1795489339',
    '1795489339s',
    '0',
    '0.0',
    '-62135596800',
    '-62135596800000',
    '+275760-09-13T00:00:00Z',
  ])('finds no time in %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('reads each time in every form alike', () => {
    const range = {
      min: new Date('1971-01-02T00:00:00Z'),
      max: new Date('9998-01-01T00:00:00Z'),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(range), fc.integer({ min: -47, max: 55 }), (date, quarters) => {
        const local = new Date(date.getTime() + quarters * 900_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(quarters) / 4), (Math.abs(quarters) % 4) * 15];
        const two = (number: number) => String(number).padStart(2, '0');
        const sign = quarters < 0 ? '-' : '+';
        const forms = [
          `${local}${sign}${two(hours)}:${two(minutes)}`,
          `${local}${sign}${two(hours)}${two(minutes)}`,
          `${local.replace('T', ' ')} ${sign}${two(hours)}${two(minutes)} CST`,
          `${local.replaceAll('-', '/').replace('.', ',').toLowerCase()}${sign}${two(hours)}:${two(minutes)}`,
          `${local.replaceAll(/[-:]/g, '')}${sign}${two(hours)}${two(minutes)}`,
          `${local.replace('T', ' ')} ${sign}${two(hours)}${two(minutes)} CST m=+1.5`,
        ];
        expect(forms.map(parseInstant)).toEqual(forms.map(() => date.getTime()));
      }),
    );
  });

  it('reads each whole second alike with the name of its month', () => {
    const range = { min: new Date('1971-01-02T00:00:00Z'), max: new Date('9998-01-01T00:00:00Z') };
    fc.assert(
      fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
        const seconds = Math.floor(date.getTime() / 1_000) * 1_000;
        expect(parseInstant(date.toUTCString())).toBe(seconds);
        expect(parseInstant(date.toString())).toBe(seconds);
      }),
    );
  });

  it('reads each UNIX time of our days in seconds and ms alike', () => {
    const times = fc.integer({ min: Date.UTC(1973, 10, 3), max: Date.UTC(2286, 0, 1) });
    fc.assert(
      fc.property(times, (ms) => {
        const seconds = Math.floor(ms / 1_000);
        expect(parseInstant(String(ms))).toBe(ms);
        expect(parseInstant(String(seconds))).toBe(seconds * 1_000);
      }),
    );
  });
});

describe('isUnreadTime', () => {
  it.each([
    'yesterday',
    '2026-05-05',
    '20260505',
    '2026-05-05T13:04:57',
    '2026-05-05 13:04',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
  ])('is true for %s', (text) => {
    expect(isUnreadTime(text)).toBe(true);
  });

  it.each([
    ...[undefined, '', ' ', '0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2026-05-05T13:04:57+08'],
    ...['0', '-62135596800', '1795489339', '1795489339000'],
  ])('is false for %s', (text) => {
    expect(isUnreadTime(text)).toBe(false);
  });
});
