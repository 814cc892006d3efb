/**
 * From this difference on, requests are signed with COC's time. COC refuses a time that is off by more than
 * 15 minutes.
 */
const CORRECT_FROM_MS = 5 * 60_000;
const WARN_FROM_MS = 60_000;
const ALERT_FROM_MS = 10 * 60_000;

/** Time by which COC's clock is ahead of ours, in ms: as last measured, and as used for signing. */
export interface ClockOffset {
  readonly measuredMs: number;
  readonly appliedMs: number;
}

/** Offset before the first answer. */
export const NO_OFFSET: ClockOffset = { measuredMs: 0, appliedMs: 0 };

/** The `Date` of an answer, and the local wall time (epoch ms) of its arrival. */
export interface ClockReading {
  readonly date: string | undefined;
  readonly now: number;
  /** True for an answer that refuses the signature or its time. */
  readonly refused: boolean;
}

/**
 * Returns the offset after an answer. It is applied only after a refusal whose `Date` differs by more than 5
 * minutes from the signed time. It is dropped once an answer shows that the two clocks agree again. Without a
 * readable `Date` nothing changes.
 */
export function nextOffset(offset: ClockOffset, reading: ClockReading): ClockOffset {
  const measuredMs = measure(reading);
  if (measuredMs === undefined) return offset;
  const signedAwayMs = Math.abs(measuredMs - offset.appliedMs);
  if (reading.refused && signedAwayMs > CORRECT_FROM_MS) return { measuredMs, appliedMs: measuredMs };
  const agree = Math.abs(measuredMs) <= WARN_FROM_MS;
  return { measuredMs, appliedMs: agree ? 0 : offset.appliedMs };
}

/**
 * True when a refused signature is worth another one: that would carry another time. Either the offset is
 * known now, or somebody has set our clock right since.
 *
 * @param signedAt - time in the refused signature, epoch ms
 * @param nextAt - time in the next one, epoch ms
 */
export function isWorthSigningAgain(signedAt: number, nextAt: number): boolean {
  return Math.abs(nextAt - signedAt) > CORRECT_FROM_MS;
}

function measure({ date, now }: ClockReading): number | undefined {
  const server = Date.parse(date ?? '');
  return Number.isNaN(server) ? undefined : server - now;
}

/** Rates an offset: a warning above 60 s, an alert above 10 min. From 15 min on every call fails. */
export function offsetSeverity(offset: ClockOffset): 'none' | 'warn' | 'alert' {
  const awayMs = Math.abs(offset.measuredMs);
  if (awayMs > ALERT_FROM_MS) return 'alert';
  return awayMs > WARN_FROM_MS ? 'warn' : 'none';
}
