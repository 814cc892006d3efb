import type { FailureReason, Outcome } from '../outbox/events/outcome.ts';
import { type BackoffPolicy, backoffMs } from '../time/backoff.ts';

/**
 * Health of a destination. States: healthy (any entry may be tried) -> paused (no entry is tried) -> probing
 * (one entry is tried, of another lane each time) -> healthy, or paused again. Times are monotonic ms.
 */
export interface DestinationHealth {
  /** Faults of the destination in a row; 0 when it is healthy. */
  readonly faults: number;
  /** No attempt begins before this. */
  readonly pausedUntil: number;
  readonly pausedAt: number;
  readonly probing: boolean;
  readonly lastSuccessAt: number;
  readonly lastFault?: { readonly reason: FailureReason; readonly detail: string };
}

/** The health of a destination before its first attempt. */
export const UNTRIED: DestinationHealth = {
  faults: 0,
  pausedUntil: Number.NEGATIVE_INFINITY,
  pausedAt: Number.NEGATIVE_INFINITY,
  probing: false,
  lastSuccessAt: Number.NEGATIVE_INFINITY,
};

/**
 * The most attempts that may be under way at once: any number when healthy, one as the probe, none in a
 * pause.
 */
export function attemptsAllowed(health: DestinationHealth, now: number): number {
  if (health.faults === 0) return Number.POSITIVE_INFINITY;
  return now >= health.pausedUntil && !health.probing ? 1 : 0;
}

/** The health when an attempt begins. At a paused destination the attempt is the probe. */
export function attemptBegan(health: DestinationHealth): DestinationHealth {
  return health.faults === 0 ? health : { ...health, probing: true };
}

/** The health after COC accepted or refused one entry: the destination works. */
export function answered(health: DestinationHealth, now: number): DestinationHealth {
  return { ...UNTRIED, lastSuccessAt: Math.max(now, health.lastSuccessAt) };
}

type Retry = Extract<Outcome, { kind: 'retry' }>;

/**
 * The health after a fault of the destination: a pause, longer each time. A straggler, which began before the
 * pause, does not count as one more fault.
 */
export function faulted(
  health: DestinationHealth,
  outcome: Retry,
  at: {
    readonly now: number;
    readonly beganAt: number;
    readonly backoff: BackoffPolicy;
    readonly random: number;
  },
): DestinationHealth {
  const lastFault = { reason: outcome.reason, detail: outcome.detail };
  const straggler = at.beganAt < health.pausedAt;
  const faults = straggler ? health.faults : health.faults + 1;
  const wait = backoffMs(at.backoff, faults, at.random, outcome.afterMs);
  const pausedUntil = straggler
    ? Math.max(health.pausedUntil, at.now + (outcome.afterMs ?? 0))
    : at.now + wait;
  const pausedAt = straggler ? health.pausedAt : at.now;
  const probing = straggler && health.probing;
  return { faults, pausedUntil, pausedAt, probing, lastSuccessAt: health.lastSuccessAt, lastFault };
}

/** Faults that one entry may cause alone, with a body that makes COC fail or hang. */
const MAY_BE_THE_ENTRYS: ReadonlySet<FailureReason> = new Set([
  'server-error',
  'timeout',
  'bad-response',
  'network',
]);

/**
 * The outcome with the scope that other entries suggest. If another entry was delivered since this one last
 * failed (or since this attempt began), the fault is the entry's and not the destination's.
 */
export function scopedByOthers(
  outcome: Outcome,
  health: DestinationHealth,
  since: { readonly beganAt: number; readonly failedBeforeAt: number | undefined },
): Outcome {
  if (outcome.kind !== 'retry' || !MAY_BE_THE_ENTRYS.has(outcome.reason)) return outcome;
  const anotherSucceeded =
    health.lastSuccessAt >= Math.min(since.failedBeforeAt ?? since.beganAt, since.beganAt);
  return anotherSucceeded ? { ...outcome, scope: 'entry' } : outcome;
}
