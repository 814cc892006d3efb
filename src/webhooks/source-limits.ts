import { afterOne, fullBucket, type Rate, type TokenBucket, waitForToken } from '../delivery/token-bucket.ts';
import type { Clock } from '../time/clock.ts';

/** The section of the configuration that limits what sources may send. */
interface LimitSettings {
  readonly requestsPerSecond?: number | undefined;
  readonly burst?: number | undefined;
}

/**
 * The limit on the requests of each source; undefined without a limit. Ten seconds' worth may come at once by
 * default.
 */
export function limitsOf({ requestsPerSecond, burst }: LimitSettings): Rate | undefined {
  if (requestsPerSecond === undefined) return undefined;
  return { perSecond: requestsPerSecond, burst: burst ?? Math.max(1, Math.ceil(requestsPerSecond * 10)) };
}

/**
 * Limits the requests of each source, so that one that sends too much harms no other. The returned function
 * gives the time that a sender should wait, ms; when that is 0, it counts the request. Call it only with the
 * names of configured sources.
 */
export function sourceLimits(
  rate: () => Rate | undefined,
  clock: Pick<Clock, 'monotonic'>,
): (source: string) => number {
  const buckets = new Map<string, TokenBucket>();
  return (source) => {
    const limit = rate();
    if (!limit) return 0;
    const now = clock.monotonic();
    const bucket = buckets.get(source) ?? fullBucket(limit, now);
    const wait = waitForToken(bucket, limit, now);
    if (wait === 0) buckets.set(source, afterOne(bucket, limit, now));
    return wait;
  };
}
