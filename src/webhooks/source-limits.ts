import type { Clock } from '../time/clock.ts';
import { afterOne, fullBucket, type Rate, type TokenBucket, waitForToken } from '../time/token-bucket.ts';

/** The section `listen.limits`: requests that each source may send. */
export interface SourceLimitSettings {
  /** No limit without it. */
  readonly requestsPerSecond?: number | undefined;
  /** By default the requests of ten seconds. */
  readonly burst?: number | undefined;
}

const DEFAULT_BURST_SECONDS = 10;

/**
 * Limits the requests of each source by itself, so that a source that sends too much does not harm the others. The
 * returned function gets the name of a configured source. It counts the request and returns 0, or does not count it and
 * returns the time that its sender should wait, ms.
 */
export function sourceLimits(
  settings: () => SourceLimitSettings,
  clock: Pick<Clock, 'monotonic'>,
): (source: string) => number {
  const buckets = new Map<string, TokenBucket>();
  return (source) => {
    const rate = rateFrom(settings());
    if (!rate) return 0;
    const now = clock.monotonic();
    const bucket = buckets.get(source) ?? fullBucket(rate, now);
    const waitMs = waitForToken(bucket, rate, now);
    if (waitMs === 0) buckets.set(source, afterOne(bucket, rate, now));
    return waitMs;
  };
}

function rateFrom({ requestsPerSecond, burst }: SourceLimitSettings): Rate | undefined {
  if (requestsPerSecond === undefined) return undefined;
  const defaultBurst = Math.max(1, Math.ceil(requestsPerSecond * DEFAULT_BURST_SECONDS));
  return { perSecond: requestsPerSecond, burst: burst ?? defaultBurst };
}
