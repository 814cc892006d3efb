/** COC refuses a signature that is off by more than 15 minutes; from this difference on we sign by its clock. */
const CORRECT_FROM_MS = 5 * 60_000;
const WARN_FROM_MS = 60_000;
const ALERT_FROM_MS = 10 * 60_000;

/** How far the clock of COC is ahead of ours, in ms: as last seen, and as used for signing. */
export interface ClockOffset {
  readonly measuredMs: number;
  readonly appliedMs: number;
}

export const NO_OFFSET: ClockOffset = { measuredMs: 0, appliedMs: 0 };

/** One answer's `Date`, against the local wall time (epoch ms) at which it arrived. */
export interface ClockReading {
  readonly date: string | undefined;
  readonly now: number;
  /** True for an answer that says that the signature or the time was wrong. */
  readonly refused: boolean;
}

/**
 * The offset after an answer. It is applied only after a refusal whose `Date` is more than 5 minutes away from the time
 * that was signed, and dropped as soon as an answer shows that the two clocks agree again. Without a readable `Date`
 * nothing changes.
 */
export function nextOffset(offset: ClockOffset, reading: ClockReading): ClockOffset {
  const measuredMs = measure(reading);
  if (measuredMs === undefined) return offset;
  const signedAwayMs = Math.abs(measuredMs - offset.appliedMs);
  if (reading.refused && signedAwayMs > CORRECT_FROM_MS) return { measuredMs, appliedMs: measuredMs };
  const agree = Math.abs(measuredMs) <= WARN_FROM_MS;
  return { measuredMs, appliedMs: agree ? 0 : offset.appliedMs };
}

function measure({ date, now }: ClockReading): number | undefined {
  const server = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(server) ? undefined : server - now;
}

/** How bad an offset is: from 60 s a warning, from 10 min an alert, as at 15 min every call fails. */
export function offsetSeverity(offset: ClockOffset): 'none' | 'warn' | 'alert' {
  const awayMs = Math.abs(offset.measuredMs);
  if (awayMs > ALERT_FROM_MS) return 'alert';
  return awayMs > WARN_FROM_MS ? 'warn' : 'none';
}
