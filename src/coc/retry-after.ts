import { LONGEST_ASKED_WAIT_MS } from '../time/fixed-times.ts';

/** Reads the wait in `Retry-After`, from 0 to 15 minutes; undefined when it is missing or unusable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return clamp(Number(text) * 1_000);
  // Date.parse would read a negative number as a year.
  const date = /[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : clamp(date - now);
}

const UNITS_MS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/**
 * Reads the time window in the gateway's message `limit:N,time:1 minute`, at most 15 minutes; undefined
 * without one.
 */
export function throttleWindowMs(message: string): number | undefined {
  const [, count, unit = ''] = /time:\s*(\d{1,9})\s*(second|minute|hour|day)/i.exec(message) ?? [];
  const unitMs = UNITS_MS[unit.toLowerCase()];
  return unitMs === undefined ? undefined : clamp(Number(count) * unitMs);
}

function clamp(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), LONGEST_ASKED_WAIT_MS);
}
