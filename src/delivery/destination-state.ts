import { type Rate, type TokenBucket, waitForToken } from '../time/token-bucket.ts';
import { type AdaptiveLimit, startingLimit } from './adaptive-limit.ts';
import { attemptsAllowed, type DestinationHealth, UNTRIED } from './destination-health.ts';
import { RejectionWatch } from './rejection-watch.ts';

/** All that the dispatcher knows about a destination. */
export interface DestinationState {
  health: DestinationHealth;
  readonly rejections: RejectionWatch;
  /** Last failure of each entry that failed through a fault of the destination, monotonic ms by entry id. */
  readonly failedAt: Map<number, number>;
  inFlight: number;
  adaptive: AdaptiveLimit;
  /** Absent while there is no limit a second. */
  bucket: TokenBucket | undefined;
}

/** A destination before its first attempt. */
export function untried(concurrency: number, bucket: TokenBucket | undefined): DestinationState {
  return {
    health: UNTRIED,
    rejections: new RejectionWatch(),
    failedAt: new Map(),
    inFlight: 0,
    adaptive: startingLimit(concurrency),
    bucket,
  };
}

/**
 * True when one more attempt may begin now: the destination is not paused, has a free slot, and has a rate
 * token.
 */
export function mayAttempt(state: DestinationState, rate: Rate | undefined, now: number): boolean {
  const { health, inFlight, adaptive, bucket } = state;
  if (inFlight >= Math.min(attemptsAllowed(health, now), adaptive.limit)) return false;
  return !rate || !bucket || waitForToken(bucket, rate, now) === 0;
}

/** Time until the pause is over and the next rate token is there, ms; 0 when there is nothing to wait for. */
export function msUntilAttempt(state: DestinationState, rate: Rate | undefined, now: number): number {
  const { health, bucket } = state;
  const token = rate && bucket ? waitForToken(bucket, rate, now) : 0;
  return Math.max(0, health.pausedUntil - now, token);
}

/** What holds back calls to a destination besides its health. */
export interface DestinationLoad {
  /** Attempts under way. */
  readonly inFlight: number;
  /** Most attempts at once that it has shown to bear. */
  readonly limit: number;
  /** Time at which its rate allows the next call, monotonic ms; absent while it allows one. */
  readonly nextCallAt?: number;
}

/** The load of a destination at a monotonic time. */
export function loadOf(
  { inFlight, adaptive, bucket }: DestinationState,
  rate: Rate | undefined,
  now: number,
): DestinationLoad {
  const wait = rate && bucket ? waitForToken(bucket, rate, now) : 0;
  return { inFlight, limit: adaptive.limit, ...(wait > 0 && { nextCallAt: now + wait }) };
}
