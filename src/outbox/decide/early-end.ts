import type { Alert } from '../../alerts/alert.ts';
import type { EarlyEnd, Heard } from '../events/heard.ts';
import type { EpisodeSeries, Series } from '../ledger/series.ts';
import { lateFireWindowMs, type OutboxPolicy } from '../policy.ts';

/**
 * A sender that got no answer sends the same message again within this time. What is said after it is another
 * message.
 */
export const SAID_AGAIN_MS = 30_000;

/**
 * Alertmanager retries a message until its next one is due: five minutes, by default. The end of a problem that lasted longer
 * cannot have overtaken its fire.
 */
const LONGEST_RETRIED_MS = 5 * 60_000;

/** Replicas of one Prometheus see the begin of the same problem up to so much earlier or later. */
const BEGIN_DIFFERS_MS = 60_000;

/** Most early ends that a series remembers. */
const MOST = 8;

/**
 * True for the fire of a problem whose end was told first, and just now: the end has overtaken it. Later it is another
 * message, that the problem exists again; so it is after `alarm.lateFireWindow`, which may be shorter. Pure, like all functions here.
 */
export function isOvertakenByEnd(
  { early = [] }: Heard,
  { startsAt, sourceType }: Alert,
  { now, policy }: { readonly now: number; readonly policy: OutboxPolicy },
): boolean {
  if (startsAt === undefined) return false;
  const windowMs = lateFireWindowMs(policy, sourceType);
  const isRecent = ({ at }: EarlyEnd) => now - at <= windowMs;
  return freshOf(early, now).some((one) => isRecent(one) && (one.startsAt ?? startsAt) === startsAt);
}

/** The early ends of a series after a resolve; undefined for none. Those of long ago are forgotten. */
export function earlyEndsAfter(
  known: Series | undefined,
  alert: Alert,
  now: number,
): readonly EarlyEnd[] | undefined {
  const { startsAt } = alert;
  const fresh = freshOf(known?.heard?.early, now);
  const isEarly = mayOvertake(alert) && !hasFired(known, startsAt);
  const isKnown = fresh.some((one) => one.startsAt === startsAt);
  const added: EarlyEnd = { ...(startsAt !== undefined && { startsAt }), at: now };
  const ends = isEarly && !isKnown ? [...fresh, added].slice(-MOST) : fresh;
  return ends.length === 0 ? undefined : ends;
}

/** The early ends of a series that still count; undefined for none. */
export function earlyEndsLeft(known: Series | undefined, now: number): readonly EarlyEnd[] | undefined {
  const fresh = freshOf(known?.heard?.early, now);
  return fresh.length === 0 ? undefined : fresh;
}

/** True for an end that a source tells which gives its problems no numbers, of a problem that was short. */
function mayOvertake({ problem, assumed, startsAt, endsAt }: Alert): boolean {
  if (problem !== undefined || assumed !== undefined) return false;
  return startsAt === undefined || endsAt === undefined || endsAt - startsAt <= LONGEST_RETRIED_MS;
}

/** True when a fire with about this begin was told, or an earlier resolve told the begin. */
function hasFired(known: Series | undefined, startsAt: number | undefined): boolean {
  if (known === undefined) return false;
  if (startsAt === undefined) return known.state !== 'tombstone';
  if (known.heard?.startsAt === startsAt) return true;
  return known.state !== 'tombstone' && isBeginOf(known.startedAt, startsAt);
}

/** True for a begin of the same problem as a replica sees it: up to a minute before. */
function isBeginOf(startedAt: number, startsAt: number): boolean {
  return startsAt <= startedAt && startedAt - startsAt <= BEGIN_DIFFERS_MS;
}

/** True for a fire whose problem certainly began before the last one. */
export function isOfOlderProblem({ startedAt }: EpisodeSeries, { startsAt }: Alert): boolean {
  return startsAt !== undefined && startsAt < startedAt && !isBeginOf(startedAt, startsAt);
}

function freshOf(early: readonly EarlyEnd[] = [], now: number): readonly EarlyEnd[] {
  return early.filter(({ at }) => now - at < SAID_AGAIN_MS);
}
