/** How long to wait between attempts. */
export interface BackoffPolicy {
  /** Longest wait after the first failure, ms. */
  readonly initialMs: number;
  /** Longest wait ever, ms. */
  readonly maxMs: number;
}

/**
 * The wait before the next attempt, ms: full jitter, so that many entries never come back at the same moment; never
 * less than `atLeastMs`, which is what the server asked for.
 *
 * @param attempts attempts that failed so far, 1 or more
 * @param random from 0 up to, not including, 1
 */
export function backoffMs(policy: BackoffPolicy, attempts: number, random: number, atLeastMs = 0): number {
  const ceiling = Math.min(policy.maxMs, policy.initialMs * 2 ** Math.min(attempts - 1, 30));
  return Math.max(Math.round(ceiling * random), atLeastMs, 1);
}
