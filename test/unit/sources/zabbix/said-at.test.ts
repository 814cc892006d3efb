import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../../../src/sources/zabbix/parameters.ts';
import { saidAtOf } from '../../../../src/sources/zabbix/said-at.ts';
import { leastOffset } from '../../../../src/sources/zabbix/zone-offsets.ts';
import { wallClockIn } from '../../../../src/time/time-zone.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** In Berlin, summer time ends now: 03:00 becomes 02:00. */
const CLOCKS_BACK = Date.parse('2026-10-25T01:00:00Z');

/** A message that Zabbix made at an instant for a user in a zone, and sent after a while. */
interface Made {
  readonly at: number;
  readonly zone: string;
  readonly waitedMs?: number;
}

function shownIn(zone: string, at: number): string {
  const { year, month, day, hour, minute, second } = wallClockIn(zone, at);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${year}.${two(month)}.${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

function saidAt({ at, zone, waitedMs = 0 }: Made, configured?: string): number | undefined {
  const message = { now_local: shownIn(zone, at), sent_at: String(at + waitedMs) };
  const said = { zone: configured, receivedAt: at + waitedMs + 50, isUpdate: false, ends: false };
  return saidAtOf(parametersOf(message), said);
}

describe('the time at which Zabbix made a message', () => {
  it.each<[string, Made, string?]>([
    [
      'in the hour that comes twice, the first time',
      { at: CLOCKS_BACK - 30 * MINUTE, zone: 'Europe/Berlin' },
    ],
    [
      'in the hour that comes twice, the second time',
      { at: CLOCKS_BACK + 30 * MINUTE, zone: 'Europe/Berlin' },
    ],
    ['as its clocks go back', { at: CLOCKS_BACK - 1_000, zone: 'Europe/Berlin', waitedMs: 10 * MINUTE }],
    ['in the zone that is configured', { at: CLOCKS_BACK, zone: 'Asia/Tokyo', waitedMs: HOUR }, 'Asia/Tokyo'],
    ['in another zone than the configured one', { at: CLOCKS_BACK, zone: 'Asia/Tokyo' }, 'Europe/Berlin'],
    [
      'for that zone, as its clocks go back',
      { at: CLOCKS_BACK - 1_000, zone: 'Europe/Berlin' },
      'Europe/Berlin',
    ],
    [
      'for that zone, in the first of two equal hours and a retry later',
      { at: CLOCKS_BACK - 30 * MINUTE, zone: 'Europe/Berlin', waitedMs: 10 * MINUTE },
      'Europe/Berlin',
    ],
    [
      'for that zone, in the second of two equal hours and a retry later',
      { at: CLOCKS_BACK + 30 * MINUTE, zone: 'Europe/Berlin', waitedMs: 10 * MINUTE },
      'Europe/Berlin',
    ],
    [
      'for that zone, as its clocks have gone forward',
      { at: Date.parse('2026-03-29T00:59:00Z'), zone: 'Europe/Berlin', waitedMs: 5 * MINUTE },
      'Europe/Berlin',
    ],
    [
      'where offsets are quarters of an hour',
      { at: CLOCKS_BACK, zone: 'Asia/Kathmandu', waitedMs: 5 * MINUTE },
    ],
  ])('is found %s', (_, made, configured) => {
    expect(saidAt(made, configured)).toBe(made.at);
  });

  it('is the reading of the clock where nothing tells its zone, or both clocks disagree', () => {
    const reading = Date.UTC(2026, 9, 25, 2, 30);
    const now_local = '2026.10.25 02:30:00';
    const said = { zone: undefined, receivedAt: CLOCKS_BACK, isUpdate: false, ends: false };
    for (const sent_at of ['', '{TIME}', 'soon', String(reading - 15 * HOUR)])
      expect(saidAtOf(parametersOf({ now_local, sent_at }), said)).toBe(reading);
  });

  it('puts the messages of users in any zones into the order in which they were made', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/New_York', 'Asia/Kolkata');
    const made = fc.record({
      at: fc.integer({ min: -7_200, max: 7_200 }).map((second) => CLOCKS_BACK + second * 1_000),
      zone,
      waitedMs: fc.integer({ min: 0, max: 10 * MINUTE }),
    });
    fc.assert(
      fc.property(made, made, (one, other) => {
        const [a = Number.NaN, b = Number.NaN] = [saidAt(one), saidAt(other)];
        expect(Math.sign(a - b)).toBe(Math.sign(one.at - other.at));
      }),
    );
  });

  it('is that of the update, where the message has no time of its own', () => {
    const said = { zone: 'Europe/Berlin', receivedAt: CLOCKS_BACK + HOUR, isUpdate: true, ends: false };
    const update = { event_update_date: '2026.10.24', event_update_time: '12:00:00' };
    expect(saidAtOf(parametersOf(update), said)).toBe(Date.parse('2026-10-24T10:00:00Z') + 1);
  });
});

describe('leastOffset', () => {
  it.each([
    [7.9, 8],
    [8, 8],
    [7.76, 8],
    [5.45, 5.5],
    [5.6, 5.75],
    [-3.6, -3.5],
    [-13, -12],
    [13.9, 14],
    [14.1, undefined],
  ])('for %d hours is %s', (atLeast, hours) => {
    expect(leastOffset(atLeast * HOUR)).toBe(hours === undefined ? undefined : hours * HOUR);
  });
});
