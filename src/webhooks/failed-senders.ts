import type { Clock } from '../time/clock.ts';
import { afterOne, fullBucket, type Rate, type TokenBucket, waitForToken } from '../time/token-bucket.ts';
import { networkOf } from './network-of.ts';

/** Wrong requests of one address that are answered at once: more than a sender needs whose secret was changed. */
const RATE: Rate = { perSecond: 20 / 60, burst: 20 };
/** Addresses that are remembered. A sender with more addresses than these guesses no faster than its connections allow. */
const MAX_ADDRESSES = 10_000;

/** What to do about a request with wrong credentials. */
export interface Failed {
  /** True when its address has sent too many of them. */
  readonly tooMany: boolean;
  /** True for the first one of them, which is worth a line in the log. */
  readonly first: boolean;
}

/**
 * Counts the requests with wrong credentials of each address, so that trying secrets takes long, and fills no log. Only
 * wrong requests are counted, and only they are slowed down: a right secret passes at once, also from an address that
 * others send wrong ones from, such as a proxy or the gateway of a network.
 */
export class FailedSenders {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #buckets = new Map<string, TokenBucket & { readonly over: boolean }>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Counts one request with wrong credentials. */
  count(address: string): Failed {
    const now = this.#clock.monotonic();
    const name = networkOf(address);
    const bucket = this.#buckets.get(name) ?? { ...fullBucket(RATE, now), over: false };
    const tooMany = waitForToken(bucket, RATE, now) > 0;
    // At the end of the map, as the latest one.
    this.#buckets.delete(name);
    this.#buckets.set(
      name,
      tooMany ? { ...bucket, over: true } : { ...afterOne(bucket, RATE, now), over: false },
    );
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_ADDRESSES && oldest !== undefined) this.#buckets.delete(oldest);
    return { tooMany, first: tooMany && !bucket.over };
  }
}
