import type { Clock } from '../time/clock.ts';
import { afterOne, fullBucket, type Rate, type TokenBucket, waitForToken } from '../time/token-bucket.ts';

/** The section `listen.limits`: requests that senders may send. */
export interface SourceLimitSettings {
  /** Of each source. */
  readonly requestsPerSecond: number;
  /** By default the requests of ten seconds. */
  readonly burst?: number | undefined;
  /** Of all sources together. */
  readonly totalPerSecond: number;
}

const DEFAULT_BURST_SECONDS = 10;

/**
 * Limits the requests of each source by itself, so that a source that sends too much does not harm the others, and of
 * all of them together. The returned function gets the name of a configured source. It counts the request and returns 0,
 * or does not count it and returns the time that its sender should wait, ms.
 */
export function sourceLimits(
  settings: () => SourceLimitSettings,
  clock: Pick<Clock, 'monotonic'>,
): (source: string) => number {
  const buckets = new Map<string, TokenBucket>();
  let total: TokenBucket | undefined;
  return (source) => {
    const { requestsPerSecond, burst, totalPerSecond } = settings();
    const rate = rateFrom(requestsPerSecond, burst);
    const totalRate = rateFrom(totalPerSecond);
    const now = clock.monotonic();
    const bucket = buckets.get(source) ?? fullBucket(rate, now);
    total ??= fullBucket(totalRate, now);
    const waitMs = Math.max(waitForToken(bucket, rate, now), waitForToken(total, totalRate, now));
    if (waitMs > 0) return waitMs;
    buckets.set(source, afterOne(bucket, rate, now));
    total = afterOne(total, totalRate, now);
    return 0;
  };
}

function rateFrom(perSecond: number, burst?: number): Rate {
  return { perSecond, burst: burst ?? Math.max(1, Math.ceil(perSecond * DEFAULT_BURST_SECONDS)) };
}
