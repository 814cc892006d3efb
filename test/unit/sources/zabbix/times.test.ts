import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/alerts/alert.ts';
import { parametersOf } from '../../../../src/sources/zabbix/parameters.ts';
import { unreadZabbixTimes, zabbixTimes } from '../../../../src/sources/zabbix/times.ts';

const SHOWN = { event_date: '2026.11.24', event_time: '11:02:19' };
const SENT = Date.parse('2026-11-24T03:02:25Z');
const sentFrom = (now_local: string, waitedMs = 0) => ({ now_local, sent_at: String(SENT + waitedMs) });

function startOf(message: Record<string, string>, zone?: string): string | undefined {
  const { startsAt } = zabbixTimes(parametersOf(message), zone, SENT + 3_600_000);
  return startsAt === undefined ? undefined : new Date(startsAt).toISOString();
}

describe('the start of a Zabbix event', () => {
  const minute = 60_000;

  it.each<[string, Record<string, string>, string | undefined, string]>([
    [
      'a UNIX timestamp, before all',
      { ...SHOWN, event_timestamp: '1795489339' },
      'America/New_York',
      '03:02:19',
    ],
    ['its date in UTC, when nothing tells the zone', SHOWN, undefined, '11:02:19'],
    ['its date in the configured zone', SHOWN, 'Asia/Shanghai', '03:02:19'],
    [
      'the offset that the message shows',
      { ...SHOWN, ...sentFrom('2026.11.24 11:02:25') },
      undefined,
      '03:02:19',
    ],
    [
      'that offset too when the script ran a little later',
      { ...SHOWN, ...sentFrom('2026.11.24 11:02:25', minute) },
      undefined,
      '03:02:19',
    ],
    [
      'that offset, when the configured zone is wrong',
      { ...SHOWN, ...sentFrom('2026.11.24 11:02:25') },
      'UTC',
      '03:02:19',
    ],
    [
      'the configured zone, after a retry of 30 minutes',
      { ...SHOWN, ...sentFrom('2026.11.24 11:02:25', 30 * minute) },
      'Asia/Shanghai',
      '03:02:19',
    ],
    ...[59, 60, 61, 75].map((waited): [string, Record<string, string>, string | undefined, string] => [
      `the configured zone, after a retry of ${waited} minutes`,
      { ...SHOWN, ...sentFrom('2026.11.24 11:02:25', waited * minute) },
      'Asia/Shanghai',
      '03:02:19',
    ]),
    ...[15, 30, 45].map((waited): [string, Record<string, string>, string | undefined, string] => [
      `UTC, when ${waited} minutes of waiting look like a zone that nobody has`,
      { ...SHOWN, ...sentFrom('2026.11.24 11:02:25', (8 * 60 + waited) * minute) },
      undefined,
      '11:02:19',
    ]),
    [
      'UTC, when the offset is unclear',
      { ...SHOWN, ...sentFrom('2026.11.24 11:02:25', 7 * minute) },
      undefined,
      '11:02:19',
    ],
    [
      "UTC, when the offset is no zone's",
      { ...SHOWN, ...sentFrom('2026.11.25 11:02:25') },
      undefined,
      '11:02:19',
    ],
    [
      'UTC, when the clock reading is a macro',
      { ...SHOWN, ...sentFrom('{DATE} {TIME}') },
      undefined,
      '11:02:19',
    ],
  ])('is %s', (_, message, zone, time) => {
    expect(startOf(message, zone)).toBe(`2026-11-24T${time}.000Z`);
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    ['without seconds', { event_date: '2026.11.24', event_time: '11:02' }, '2026-11-24T03:02:00.000Z'],
    ['without seconds, in one text', { event_date_time: '2026-11-24 11:02' }, '2026-11-24T03:02:00.000Z'],
    ['with its own zone', { event_date_time: '2026-11-24T11:02:19+0100' }, '2026-11-24T10:02:19.000Z'],
    [
      'with its own zone, in two texts',
      { event_date: '2026-11-24', event_time: '11:02:19Z' },
      '2026-11-24T11:02:19.000Z',
    ],
    ['as in HTTP', { event_date_time: 'Tue, 24 Nov 2026 11:02:19 GMT' }, '2026-11-24T11:02:19.000Z'],
    ['as milliseconds', { event_timestamp: '1795489339000' }, '2026-11-24T03:02:19.000Z'],
    ['as RFC 3339 in the timestamp', { event_timestamp: '2026-11-24T03:02:19Z' }, '2026-11-24T03:02:19.000Z'],
    ['as a date alone', { event_date: '2026.11.24' }, undefined],
    ['as digits', { event_date: '202611241102' }, undefined],
    ['in halves of a day', { event_date: '2026.11.24', event_time: '11:02:19 AM' }, undefined],
    ['day first', { event_date: '24.11.2026', event_time: '11:02:19' }, undefined],
  ])('may be written %s, in the configured zone if it has none', (_, message, expected) => {
    expect(startOf(message, 'Asia/Shanghai')).toBe(expected);
    const said = Object.values(message).join(' ');
    const unread = expected === undefined ? { event: said } : undefined;
    expect(unreadZabbixTimes(parametersOf(message), 'firing')).toEqual(unread);
  });

  it.each([
    {},
    { event_date: '{EVENT.DATE}', event_time: '{EVENT.TIME}' },
    { event_timestamp: '0' },
    { event_timestamp: '{EVENT.TIMESTAMP}' },
  ])('is open when %j says nothing', (message) => {
    expect(startOf(message, 'Asia/Shanghai')).toBeUndefined();
    expect(unreadZabbixTimes(parametersOf(message), 'firing')).toBeUndefined();
  });

  it('follows the configured zone over a change of summer time, also with an offset in the message', () => {
    const message = {
      event_date: '2026.10.24',
      event_time: '12:00:00',
      now_local: '2026.10.26 09:00:00',
      sent_at: String(Date.parse('2026-10-26T08:00:00Z')),
    };
    expect(startOf(message, 'Europe/Berlin')).toBe('2026-10-24T10:00:00.000Z');
  });

  it('is never after its end, in the hour that comes twice', () => {
    const message = {
      event_date: '2026.10.25',
      event_time: '02:50:00',
      event_recovery_date: '2026.10.25',
      event_recovery_time: '02:10:00',
    };
    const times = zabbixTimes(parametersOf(message), 'Europe/Berlin', Date.parse('2026-10-25T05:00:00Z'));
    expect(times).toEqual({
      startsAt: Date.parse('2026-10-25T00:50:00Z'),
      endsAt: Date.parse('2026-10-25T01:10:00Z'),
    });
  });
});

describe('what a Zabbix message says of its times and nobody can read', () => {
  const START = { event_timestamp: '1795489339' };
  const unread = (message: { readonly [key: string]: Json }, status: 'firing' | 'resolved') =>
    unreadZabbixTimes(parametersOf({ ...START, ...message }), status);

  it.each<{ readonly [key: string]: Json }>([
    { Event_Recovery_Date_Time: '{EVENT.RECOVERY.DATE} {EVENT.RECOVERY.TIME}' },
    { event_recovery_date_time: '{EVENT.RECOVERY.DATE}T{EVENT.RECOVERY.TIME}' },
    { event_recovery_date: '{EVENT.RECOVERY.DATE}, {EVENT.RECOVERY.TIME}' },
    { event_recovery_timestamp: '0' },
    { event_recovery_timestamp: 0 },
    { event_recovery_timestamp: null },
    { event_recovery_date: '1970.01.01', event_recovery_time: '08:00:00' },
    { event_recovery_date: '0', event_recovery_time: '0' },
    { event_recovery_date_time: '0000-00-00 00:00:00' },
  ])('is nothing in %j, while it fires and when it ends', (message) => {
    expect(unread(message, 'firing')).toBeUndefined();
    expect(unread(message, 'resolved')).toBeUndefined();
  });

  it.each<[{ readonly [key: string]: Json }, string]>([
    [{ event_recovery_date_time: 'N/A' }, 'N/A'],
    [{ event_recovery_timestamp: 'never' }, 'never'],
    [{ event_recovery_date: '24.11.2026', event_recovery_time: '00:00' }, '24.11.2026 00:00'],
    [
      { event_recovery_date_time: '{EVENT.RECOVERY.DATE} um {EVENT.RECOVERY.TIME}' },
      '{EVENT.RECOVERY.DATE} um {EVENT.RECOVERY.TIME}',
    ],
    [{ event_recovery_timestamp: { seconds: 1 } }, '{"seconds":1}'],
  ])('is the end in %j, and only when it ends', (message, said) => {
    expect(unread(message, 'firing')).toBeUndefined();
    expect(unread(message, 'resolved')).toEqual({ event_recovery: said });
  });

  it.each<[Json, string]>([
    [true, 'true'],
    [[], '[]'],
    [{ seconds: 1795989600 }, '{"seconds":1795989600}'],
    ['soon', 'soon'],
  ])('is the start in %j', (event_timestamp, said) => {
    expect(unread({ event_timestamp }, 'firing')).toEqual({ event: said });
  });
});
