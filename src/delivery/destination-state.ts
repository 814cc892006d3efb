import { type Rate, type TokenBucket, waitForToken } from '../time/token-bucket.ts';
import { type AdaptiveLimit, startingLimit } from './adaptive-limit.ts';
import { attemptsAllowed, type DestinationHealth, UNTRIED } from './destination-health.ts';
import { RejectionWatch } from './rejection-watch.ts';

/** Everything that the dispatcher knows of a destination. */
export interface DestinationState {
  health: DestinationHealth;
  readonly rejections: RejectionWatch;
  inFlight: number;
  adaptive: AdaptiveLimit;
  /** Absent while there is no limit a second. */
  bucket: TokenBucket | undefined;
}

/** A destination that nothing was tried at yet. */
export function untried(concurrency: number, bucket: TokenBucket | undefined): DestinationState {
  return {
    health: UNTRIED,
    rejections: new RejectionWatch(),
    inFlight: 0,
    adaptive: startingLimit(concurrency),
    bucket,
  };
}

/** Whether one more attempt may begin now: it is not paused, stands one more at once, and one more this second. */
export function mayAttempt(state: DestinationState, rate: Rate | undefined, now: number): boolean {
  const { health, inFlight, adaptive, bucket } = state;
  if (inFlight >= Math.min(attemptsAllowed(health, now), adaptive.limit)) return false;
  return !rate || !bucket || waitForToken(bucket, rate, now) === 0;
}

/** How long until its pause is over or its next call may be made, ms; 0 when it waits for neither. */
export function msUntilAttempt(state: DestinationState, rate: Rate | undefined, now: number): number {
  const { health, bucket } = state;
  const pause = health.faults > 0 && !health.probing ? health.pausedUntil - now : 0;
  const token = rate && bucket ? waitForToken(bucket, rate, now) : 0;
  return Math.max(0, pause, token);
}
