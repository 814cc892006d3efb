/**
 * A date and a time with an offset: RFC 3339 (`2026-05-05T13:04:57.123Z`), the same with `+0800` or `+08` (ISO 8601), and
 * Go's way of printing a time (`2020-05-21 02:58:07.5 +0800 CST m=+0.01`).
 */
const INSTANT =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,18}))? ?(?:(Z|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)(?: (?:[A-Z]{1,6}|[+-]\d{2,4}))?(?: m=[+-]\d{1,20}(?:\.\d{1,20})?)?$/i;

/** Earlier times are zero values of a date type (Go: year 1, UNIX: 1970), not dates. */
const EARLIEST = Date.UTC(1971, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Parses a time with any offset and any number of digits of fraction into epoch ms; undefined for zero values and other
 * texts. A time without an offset is not read, since nobody knows where its clock is.
 * @see https://pkg.go.dev/time#Time.String, read 2026-11
 */
export function parseInstant(text: string | undefined): number | undefined {
  const ms = epochMs(text);
  return ms === undefined ? undefined : plausibleInstant(ms);
}

/** True for a text that should be a time and is none: it is neither blank, nor a zero value, nor can it be read. */
export function isUnreadTime(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '' && epochMs(text) === undefined;
}

function epochMs(text: string | undefined): number | undefined {
  const match = INSTANT.exec(text?.trim() ?? '');
  if (!match) return undefined;
  const [, date, time, fraction = '0', , hours = '+00', minutes = '00'] = match;
  const ms = Date.parse(`${date}T${time}.${fraction.slice(0, 9)}${hours}:${minutes}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Returns epoch ms from 1971 to 9999 as a whole number; undefined for any other number. */
export function plausibleInstant(ms: number): number | undefined {
  return ms >= EARLIEST && ms <= LATEST ? Math.trunc(ms) : undefined;
}
