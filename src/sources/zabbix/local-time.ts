import { wallClockIn } from '../../time/time-zone.ts';

/** A date and time of day as a wall clock shows it, without its zone: UTC ms of the same digits. */
export type LocalTime = number & { readonly __brand: 'LocalTime' };

const HOUR_MS = 3_600_000;
const DATE_TIME = /^(\d{4})[.\-/](\d\d)[.\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)$/;

/**
 * Reads the date and time of Zabbix (`2026.11.24 03:02:19`); undefined when it is none.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/appendix/macros/supported_by_location "{EVENT.DATE}", read 2026-08
 */
export function parseLocalTime(text: string): LocalTime | undefined {
  const match = DATE_TIME.exec(text.trim());
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  if (
    year < 1971 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > 31 ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  )
    return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) as LocalTime;
}

/** How far the wall clocks of a zone are ahead of UTC at an instant, in ms. */
export function offsetMs(zone: string, instant: number): number {
  const { year, month, day, hour, minute, second } = wallClockIn(zone, instant);
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return local - Math.floor(instant / 1_000) * 1_000;
}

/**
 * The instant at which the wall clocks of a zone show a local time. Where they show it twice (summer time ends), the
 * later one that is not after `notAfter`; where they never show it (summer time begins), as if they had not been put
 * forward.
 */
export function instantIn(zone: string, local: LocalTime, notAfter: number): number {
  const before = local - offsetMs(zone, local - 24 * HOUR_MS);
  const after = local - offsetMs(zone, local + 24 * HOUR_MS);
  const shown = [before, after].filter((instant) => instant + offsetMs(zone, instant) === local);
  if (shown.length === 0) return before;
  const later = Math.max(...shown);
  return later <= notAfter ? later : Math.min(...shown);
}
