import type { FailureReason, Outcome } from '../outbox/events/outcome.ts';
import { type BackoffPolicy, backoffMs } from '../outbox/lanes/backoff.ts';

/**
 * What we think of a destination. States: healthy (anything may be tried) -> paused (nothing is) -> probing (one entry
 * is, of another lane each time) -> healthy or paused again. Times are monotonic ms.
 */
export interface DestinationHealth {
  /** Faults in a row of the destination's own; 0 when it is healthy. */
  readonly faults: number;
  /** Nothing is tried before this. */
  readonly pausedUntil: number;
  readonly pausedAt: number;
  readonly probing: boolean;
  readonly lastSuccessAt: number;
  readonly lastFault?: { readonly reason: FailureReason; readonly detail: string };
}

/** A destination that nothing is known of yet. */
export const UNTRIED: DestinationHealth = {
  faults: 0,
  pausedUntil: Number.NEGATIVE_INFINITY,
  pausedAt: Number.NEGATIVE_INFINITY,
  probing: false,
  lastSuccessAt: Number.NEGATIVE_INFINITY,
};

/** How many attempts may be under way at once. */
export function attemptsAllowed(health: DestinationHealth, now: number): number {
  if (health.faults === 0) return Number.POSITIVE_INFINITY;
  return now >= health.pausedUntil && !health.probing ? 1 : 0;
}

/** An attempt begins: of a paused destination it is the probe. */
export function attemptBegan(health: DestinationHealth): DestinationHealth {
  return health.faults === 0 ? health : { ...health, probing: true };
}

/** COC answered for this entry alone, one way or the other: the destination works. */
export function answered(health: DestinationHealth, now: number): DestinationHealth {
  return { ...UNTRIED, lastSuccessAt: Math.max(now, health.lastSuccessAt) };
}

type Retry = Extract<Outcome, { kind: 'retry' }>;

/** The fault was the destination's: it pauses, each time longer. Those that began before the pause don't make it longer. */
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
  const straggler = health.faults > 0 && at.beganAt < health.pausedAt;
  const faults = straggler ? health.faults : health.faults + 1;
  const wait = backoffMs(at.backoff, faults, at.random, outcome.afterMs);
  const pausedUntil = straggler
    ? Math.max(health.pausedUntil, at.now + (outcome.afterMs ?? 0))
    : at.now + wait;
  const pausedAt = straggler ? health.pausedAt : at.now;
  const probing = straggler && health.probing;
  return { faults, pausedUntil, pausedAt, probing, lastSuccessAt: health.lastSuccessAt, lastFault };
}

/** Faults that may just as well be one entry's own: a body that makes COC fail or hang. */
const MAY_BE_THE_ENTRYS: ReadonlySet<FailureReason> = new Set([
  'server-error',
  'timeout',
  'bad-response',
  'network',
]);

/**
 * Whose fault a retry is, now that we know how others fare: where others got through since this entry failed last
 * (or since this attempt began), it is the entry's.
 */
export function scopedByOthers(
  outcome: Outcome,
  health: DestinationHealth,
  since: { readonly beganAt: number; readonly failedBeforeAt: number | undefined },
): Outcome {
  if (outcome.kind !== 'retry' || outcome.scope === 'entry' || !MAY_BE_THE_ENTRYS.has(outcome.reason))
    return outcome;
  const othersGotThrough =
    health.lastSuccessAt >= Math.min(since.failedBeforeAt ?? since.beganAt, since.beganAt);
  return othersGotThrough ? { ...outcome, scope: 'entry' } : outcome;
}
