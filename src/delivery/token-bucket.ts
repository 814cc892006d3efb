/** A limit on how often something may happen. */
export interface Rate {
  readonly perSecond: number;
  /** The most that may happen at once after a rest; at least 1. */
  readonly burst: number;
}

/** The tokens left at a monotonic time in ms. */
export interface TokenBucket {
  readonly tokens: number;
  readonly at: number;
}

/** A bucket from which no token was taken yet. */
export function fullBucket({ burst }: Rate, now: number): TokenBucket {
  return { tokens: burst, at: now };
}

/** The bucket at a later time. It fills steadily, up to the burst. */
function refilled({ tokens, at }: TokenBucket, { perSecond, burst }: Rate, now: number): TokenBucket {
  return { tokens: Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1_000), at: now };
}

/** Time until there is a token, ms; 0 when there is one now. */
export function waitForToken(bucket: TokenBucket, rate: Rate, now: number): number {
  const { tokens } = refilled(bucket, rate, now);
  // Sums of fractions never quite reach the whole.
  return tokens >= 1 - 1e-9 ? 0 : ((1 - tokens) / rate.perSecond) * 1_000;
}

/** The bucket after one token was taken. */
export function afterOne(bucket: TokenBucket, rate: Rate, now: number): TokenBucket {
  const { tokens, at } = refilled(bucket, rate, now);
  return { tokens: Math.max(0, tokens - 1), at };
}
