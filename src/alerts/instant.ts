const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

/** Earlier times are zero values of a date type (Go: year 1, UNIX: 1970), not dates. */
const EARLIEST = Date.UTC(1971, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Parses an RFC 3339 time, with any offset and up to 9 digits of fraction, into epoch ms; undefined for other
 * texts.
 */
export function parseInstant(text: string | undefined): number | undefined {
  if (text === undefined || !RFC_3339.test(text)) return undefined;
  return plausibleInstant(Date.parse(text.toUpperCase()));
}

/** Returns epoch ms from 1971 to 9999 as a whole number; undefined for any other number. */
export function plausibleInstant(ms: number): number | undefined {
  return ms >= EARLIEST && ms <= LATEST ? Math.trunc(ms) : undefined;
}
