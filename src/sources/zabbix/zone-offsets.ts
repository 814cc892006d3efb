const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;

/** Offsets of time zones that are not whole hours, in hours. */
const FRACTIONS: ReadonlySet<number> = new Set([
  ...[-9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75],
]);

/** Range of the offsets of all time zones, ms. */
const OFFSETS = { least: -12 * HOUR_MS, most: 14 * HOUR_MS };

/** More than the time for which our media type retries. */
export const LONGEST_RETRY_MS = 2 * HOUR_MS;

/** True for an offset (ms) that some time zone has: whole hours from -12 to 14, and some halves and quarters. */
export function isZoneOffset(offset: number): boolean {
  if (offset % HOUR_MS === 0) return offset >= OFFSETS.least && offset <= OFFSETS.most;
  return FRACTIONS.has(offset / HOUR_MS);
}

/** Returns the least offset of a time zone that is not below this one, in ms; undefined when there is none. */
export function leastOffset(atLeast: number): number | undefined {
  let offset = Math.max(OFFSETS.least, Math.ceil(atLeast / QUARTER_MS) * QUARTER_MS);
  while (offset <= OFFSETS.most && !isZoneOffset(offset)) offset += QUARTER_MS;
  return offset <= OFFSETS.most ? offset : undefined;
}
