/**
 * How many attempts a destination may have under way. It is halved when the destination says or shows that it is too
 * many, once for all attempts that began before; it grows by one for each round of successes, up to the configured most.
 */
export interface AdaptiveLimit {
  readonly limit: number;
  /** Successes since the limit changed last. */
  readonly successes: number;
  /** When it was halved last, monotonic ms. */
  readonly halvedAt: number;
}

/** A destination that nothing is known of may have as many as are configured. */
export function startingLimit(most: number): AdaptiveLimit {
  return { limit: most, successes: 0, halvedAt: Number.NEGATIVE_INFINITY };
}

/** An attempt succeeded. */
export function afterSuccess(adaptive: AdaptiveLimit, most: number): AdaptiveLimit {
  const { limit, halvedAt } = adaptive;
  if (limit >= most) return { limit: most, successes: 0, halvedAt };
  const successes = adaptive.successes + 1;
  return successes >= limit ? { limit: limit + 1, successes: 0, halvedAt } : { limit, successes, halvedAt };
}

/** An attempt that began at `beganAt` was throttled, or timed out: it was one too many. */
export function afterOverload(
  adaptive: AdaptiveLimit,
  { beganAt, now }: { readonly beganAt: number; readonly now: number },
): AdaptiveLimit {
  if (beganAt <= adaptive.halvedAt) return adaptive;
  return { limit: Math.max(1, Math.floor(adaptive.limit / 2)), successes: 0, halvedAt: now };
}
