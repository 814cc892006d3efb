/** Bounds of the wait between attempts. */
export interface BackoffPolicy {
  /** Longest wait after the first failure, ms. */
  readonly initialMs: number;
  /** Longest wait of all, ms. */
  readonly maxMs: number;
}

/**
 * Wait before the next attempt, ms. The jitter is full (from 0 to the bound), so that many entries do not
 * come back at the same moment. The wait is at least `atLeastMs`, the time that the server asked for.
 *
 * @param attempts - failed attempts so far, 1 or more
 * @param random - from 0 up to, not including, 1
 */
export function backoffMs(policy: BackoffPolicy, attempts: number, random: number, atLeastMs = 0): number {
  const ceiling = Math.min(policy.maxMs, policy.initialMs * 2 ** Math.min(attempts - 1, 30));
  return Math.max(Math.round(ceiling * random), atLeastMs, 1);
}
