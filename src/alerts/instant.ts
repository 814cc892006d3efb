const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

/** Whatever lies before it is a zero value of somebody's date type (Go: year 1, UNIX: 1970), not a date. */
const EARLIEST = Date.UTC(1971, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Epoch ms of an RFC 3339 time with any offset and up to 9 digits of fraction; undefined when it is none. */
export function parseInstant(text: string | undefined): number | undefined {
  if (text === undefined || !RFC_3339.test(text)) return undefined;
  return plausibleInstant(Date.parse(text.toUpperCase()));
}

/** Epoch ms between 1971 and 9999, whole; undefined for anything else. */
export function plausibleInstant(ms: number): number | undefined {
  return ms >= EARLIEST && ms <= LATEST ? Math.trunc(ms) : undefined;
}
