import { type InstantParts, writtenInstant } from './written-instant.ts';
import { isZeroNumber, isZeroTime } from './zero-date.ts';

/**
 * A date and a time with an offset: RFC 3339 (`2026-05-05T13:04:57.123Z`), the same with `+0800` or `+08`, without seconds, or
 * without signs (ISO 8601), with slashes, and Go's way of printing a time (`2020-05-21 02:58:07.5 +0800 CST m=+0.01`).
 */
const INSTANT =
  /^(\d{4})([-/.]?)(\d\d)\2(\d\d)[T ](\d\d)(:?)(\d\d)(?:\6(\d\d)(?:[.,](\d{1,18}))?)? ?(?:(Z|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)(?: (?:[A-Z]{1,6}|[+-]\d{2,4}))?(?: m=[+-]\d{1,20}(?:\.\d{1,20})?)?$/i;

/** Longer texts are no times. */
const MAX_LENGTH = 128;

/** A UNIX time: seconds with or without a fraction, ms, µs or ns. Others are no time that anybody can be sure of. */
const UNIX = /^(?:(\d{9,10}(?:\.\d{1,18})?)|(\d{12,13})|(\d{15,16})|(\d{18,19}))$/;

/** Earlier times are zero values of a date type (Go: year 1, UNIX: 1970), not dates. */
const EARLIEST = Date.UTC(1971, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Parses a time with any offset and any number of digits of fraction, or a UNIX time, into epoch ms; undefined for zero values,
 * for days that no calendar has, and for other texts. A time without an offset is not read, since nobody knows where its clock
 * is, and a date alone is no time.
 * @see https://pkg.go.dev/time#Time.String, read 2026-11
 */
export function parseInstant(text: string | undefined): number | undefined {
  const ms = epochMs(text);
  return ms === undefined ? undefined : plausibleInstant(ms);
}

/** True for a text that should be a time and is none: it is neither blank, nor a zero value, nor can it be read. */
export function isUnreadTime(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '' && epochMs(text) === undefined && !isZeroTime(text);
}

/** Parses a time with an offset, and no UNIX time. */
export function parseZonedInstant(text: string): number | undefined {
  const ms = zonedMs(text.trim());
  return ms === undefined ? undefined : plausibleInstant(ms);
}

function epochMs(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return zonedMs(trimmed) ?? unixMs(trimmed);
}

function zonedMs(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const plain = plainZone(text);
  const parts = isoInstant(plain) ?? writtenInstant(plain);
  if (parts === undefined) return undefined;
  const { date, time, offset } = parts;
  const isLeapSecond = LEAP_SECOND.test(time);
  const clock = isLeapSecond ? time.replace(LEAP_SECOND, '$1:59') : time;
  const ms = Date.parse(`${date}T${clock}${offset}`);
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  if (Number.isNaN(ms) || !isDay(year, month, day)) return undefined;
  return isLeapSecond ? ms + 1_000 : ms;
}

/** A leap second, which counts as the second after it. */
const LEAP_SECOND = /^(\d\d:\d\d):60/;

/** Leaves out the name of a zone behind its offset (RFC 9557), and writes `UTC+8` as `+08`. */
function plainZone(text: string): string {
  return text
    .replace(/(?<=Z|[+-]\d\d:?(?:\d\d)?)(?:\[!?[\w+/=-]{1,64}\]){1,4}$/i, '')
    .replace(/(?:UTC|GMT) ?([+-])(\d)(?=(?::\d\d)?(?:[ (]|$))/i, '$10$2')
    .replace(/(?:UTC|GMT) ?(?=[+-]\d\d)/i, '');
}

function isoInstant(text: string): InstantParts | undefined {
  const match = INSTANT.exec(text);
  if (!match) return undefined;
  const [, year, , month, day, hour, , minute, second = '00', fraction = '0', , hours, minutes = '00'] =
    match;
  return {
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}.${fraction.slice(0, 9)}`,
    offset: `${hours ?? '+00'}:${hours === undefined ? '00' : minutes}`,
  };
}

function unixMs(text: string): number | undefined {
  if (isZeroNumber(text)) return 0;
  const [, seconds, ms, us, ns] = UNIX.exec(text) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1_000;
  if (ms !== undefined) return Number(ms);
  if (us !== undefined) return Number(us) / 1_000;
  return ns === undefined ? undefined : Number(ns) / 1_000_000;
}

/** True for a day of the calendar: 30 February is none, although JavaScript takes it for 1 March. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Returns epoch ms from 1971 to 9999 as a whole number; undefined for any other number. */
export function plausibleInstant(ms: number): number | undefined {
  return ms >= EARLIEST && ms <= LATEST ? Math.trunc(ms) : undefined;
}
