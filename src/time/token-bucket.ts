/** A rate limit. */
export interface Rate {
  readonly perSecond: number;
  /** Most events at once after a rest; at least 1. */
  readonly burst: number;
}

/** The tokens that are left, as of a monotonic time in ms. One event takes one token. */
export interface TokenBucket {
  readonly tokens: number;
  readonly at: number;
}

/** A bucket that nothing was taken from yet. */
export function fullBucket({ burst }: Rate, now: number): TokenBucket {
  return { tokens: burst, at: now };
}

/** The bucket at a later time: it fills steadily, never above the burst. */
function refilled({ tokens, at }: TokenBucket, { perSecond, burst }: Rate, now: number): TokenBucket {
  return { tokens: Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1_000), at: now };
}

/** The time until there is a token for the next event, ms; 0 when there is one now. */
export function waitForToken(bucket: TokenBucket, rate: Rate, now: number): number {
  const { tokens } = refilled(bucket, rate, now);
  // Rounding can leave a sum of fractions just below 1.
  return tokens >= 1 - 1e-9 ? 0 : ((1 - tokens) / rate.perSecond) * 1_000;
}

/** The bucket after one event has taken its token. */
export function afterOne(bucket: TokenBucket, rate: Rate, now: number): TokenBucket {
  const { tokens, at } = refilled(bucket, rate, now);
  return { tokens: Math.max(0, tokens - 1), at };
}
