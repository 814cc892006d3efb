import { isDay } from '../../alerts/instant.ts';
import { wallClockIn } from '../../time/time-zone.ts';

/** Date and time of a wall clock, without its time zone: epoch ms of the same digits in UTC. */
export type LocalTime = number & { readonly __brand: 'LocalTime' };

const HOUR_MS = 3_600_000;
const DATE_TIME = /^(\d{4})[.\-/](\d\d)[.\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)$/;

/**
 * Parses a date and time of Zabbix (`2026.11.24 03:02:19`); undefined for other texts.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/appendix/macros/supported_by_location
 * "{EVENT.DATE}", read 2026-08
 */
export function parseLocalTime(text: string): LocalTime | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const isShown = year >= 1971 && isDay(year, month, day) && hour <= 23 && minute <= 59 && second <= 59;
  return isShown ? (Date.UTC(year, month - 1, day, hour, minute, second) as LocalTime) : undefined;
}

/** Offset of a time zone from UTC at an instant, in ms; positive east of Greenwich. */
export function offsetMs(zone: string, instant: number): number {
  const { year, month, day, hour, minute, second } = wallClockIn(zone, instant);
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return local - Math.floor(instant / 1_000) * 1_000;
}

/**
 * Finds the instant at which wall clocks of a time zone show a local time. When they show it twice (end of
 * summer time), it is the later instant that is not after `notAfter`. When they never show it (start of
 * summer time), the offset from before the change is used.
 */
export function instantIn(zone: string, local: LocalTime, notAfter: number): number {
  const before = local - offsetMs(zone, local - 24 * HOUR_MS);
  const after = local - offsetMs(zone, local + 24 * HOUR_MS);
  const shown = [before, after].filter((instant) => instant + offsetMs(zone, instant) === local);
  if (shown.length === 0) return before;
  const later = Math.max(...shown);
  return later <= notAfter ? later : Math.min(...shown);
}
