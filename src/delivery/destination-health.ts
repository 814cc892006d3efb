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
  /** Time at which COC last accepted or refused an entry. */
  readonly lastAnswerAt: number;
  /** Time at which COC last accepted an entry. */
  readonly lastSuccessAt: number;
  /** Time of the first of these faults; absent while healthy. */
  readonly faultySince?: number;
  readonly lastFault?: Fault;
  /** The last faults in a row that are over: from the first one to the success that ended them. */
  readonly overcome?: { readonly since: number; readonly until: number; readonly fault: Fault };
  /** End of the wait that COC asked for because of too many calls. Nobody shortens it. */
  readonly askedUntil?: number;
  /** Set when an operator ended the pause. A fault of the next probe then lengthens no later pause. */
  readonly hurried?: true;
}

/** A fault of a destination. */
export interface Fault {
  readonly reason: FailureReason;
  readonly detail: string;
  /** Monotonic ms. */
  readonly at: number;
}

/** The health of a destination before its first attempt. */
export const UNTRIED: DestinationHealth = {
  faults: 0,
  pausedUntil: Number.NEGATIVE_INFINITY,
  pausedAt: Number.NEGATIVE_INFINITY,
  probing: false,
  lastAnswerAt: Number.NEGATIVE_INFINITY,
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
export function answered(
  health: DestinationHealth,
  kind: 'delivered' | 'rejected',
  now: number,
): DestinationHealth {
  const { faultySince: since, lastFault: fault, lastSuccessAt } = health;
  const ended = since === undefined || !fault ? health.overcome : { since, until: now, fault };
  return {
    ...UNTRIED,
    lastAnswerAt: Math.max(now, health.lastAnswerAt),
    lastSuccessAt: kind === 'delivered' ? Math.max(now, lastSuccessAt) : lastSuccessAt,
    ...(ended && { overcome: ended }),
  };
}

/**
 * The health after an operator asked to try at once: a paused destination may be probed now, but not before the end of
 * a wait that COC asked for. Doing this again changes nothing.
 */
export function hurried(health: DestinationHealth, now: number): DestinationHealth {
  if (health.faults === 0) return health;
  const earliest = Math.max(now, health.askedUntil ?? now);
  return { ...health, pausedUntil: Math.min(health.pausedUntil, earliest), hurried: true };
}

/** The health of a destination whose wait, which COC asked for before this process began, is not over. */
export function keptWaiting(detail: string, now: number, leftMs: number): DestinationHealth {
  const until = now + leftMs;
  const lastFault = { reason: 'throttled', detail, at: now } as const;
  return { ...UNTRIED, faults: 1, pausedUntil: until, askedUntil: until, faultySince: now, lastFault };
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
  const lastFault = { reason: outcome.reason, detail: outcome.detail, at: at.now };
  const straggler = at.beganAt < health.pausedAt;
  const faults = straggler || health.hurried ? health.faults : health.faults + 1;
  const wait = backoffMs(at.backoff, faults, at.random, outcome.afterMs);
  const pausedUntil = straggler
    ? Math.max(health.pausedUntil, at.now + (outcome.afterMs ?? 0))
    : at.now + wait;
  const pausedAt = straggler ? health.pausedAt : at.now;
  const probing = straggler && health.probing;
  const { lastAnswerAt, lastSuccessAt, overcome, faultySince = at.now } = health;
  const askedUntil = askedEnd(outcome, at.now) ?? (straggler ? health.askedUntil : undefined);
  return {
    ...{ faults, pausedUntil, pausedAt, probing, lastAnswerAt, lastSuccessAt, faultySince, lastFault },
    ...(overcome && { overcome }),
    ...(askedUntil !== undefined && { askedUntil }),
    ...(straggler && health.hurried && { hurried: health.hurried }),
  };
}

function askedEnd({ reason, afterMs }: Retry, now: number): number | undefined {
  return reason === 'throttled' && afterMs !== undefined ? now + afterMs : undefined;
}

/** Faults that one entry may cause alone, with a body that makes COC fail or hang. */
const MAY_BE_THE_ENTRYS: ReadonlySet<FailureReason> = new Set([
  'server-error',
  'timeout',
  'bad-response',
  'network',
]);

/**
 * The outcome with the scope that other entries suggest. If another entry was accepted or refused since this one last
 * failed (or since this attempt began), the fault is the entry's and not the destination's.
 */
export function scopedByOthers(
  outcome: Outcome,
  health: DestinationHealth,
  since: { readonly beganAt: number; readonly failedBeforeAt: number | undefined },
): Outcome {
  if (outcome.kind !== 'retry' || !MAY_BE_THE_ENTRYS.has(outcome.reason)) return outcome;
  const anotherWasAnswered =
    health.lastAnswerAt >= Math.min(since.failedBeforeAt ?? since.beganAt, since.beganAt);
  return anotherWasAnswered ? { ...outcome, scope: 'entry' } : outcome;
}
