/**
 * Limit on the attempts under way at a destination. An overload halves it, once for all attempts that began
 * before. After as many successes as the limit it grows by one, up to the configured limit.
 */
export interface AdaptiveLimit {
  readonly limit: number;
  /** Successes since the last change of the limit. */
  readonly successes: number;
  /** Time of the last halving, monotonic ms. */
  readonly halvedAt: number;
}

/** The limit of a destination before its first attempt: the configured one. */
export function startingLimit(most: number): AdaptiveLimit {
  return { limit: most, successes: 0, halvedAt: Number.NEGATIVE_INFINITY };
}

/** The limit after a success. */
export function afterSuccess(adaptive: AdaptiveLimit, most: number): AdaptiveLimit {
  const { limit, halvedAt } = adaptive;
  if (limit >= most) return { limit: most, successes: 0, halvedAt };
  const successes = adaptive.successes + 1;
  return successes >= limit ? { limit: limit + 1, successes: 0, halvedAt } : { limit, successes, halvedAt };
}

/** The limit after an attempt that was throttled or timed out. */
export function afterOverload(
  adaptive: AdaptiveLimit,
  { beganAt, now }: { readonly beganAt: number; readonly now: number },
): AdaptiveLimit {
  if (beganAt <= adaptive.halvedAt) return adaptive;
  return { limit: Math.max(1, Math.floor(adaptive.limit / 2)), successes: 0, halvedAt: now };
}
