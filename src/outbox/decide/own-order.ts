import type { Alert } from '../../alerts/alert.ts';
import type { Heard } from '../events/heard.ts';
import type { FiringSeries, Series } from '../ledger/series.ts';
import { lateFireWindowMs, type OutboxPolicy } from '../policy.ts';
import { isOvertakenByEnd, SAID_AGAIN_MS } from './early-end.ts';

/** Series that does not fire. */
export type EndedSeries = Exclude<Series, FiringSeries>;

/** Place of a message in the order of its source, against what is known of the series. */
export type Order = 'older' | 'same' | 'newer' | 'unknown';

/**
 * A message that Zabbix retries is at most this much older than those that overtake it. A larger difference
 * comes from another clock or another time zone, and says nothing.
 */
const LONGEST_OVERTAKEN_MS = 2 * 3_600_000;

/** Meaning of a fire of a series that does not fire. `parked`: it looks late, and is sent unless a resolve follows. */
export type FireVerdict = 'new' | 'late' | 'parked';

/**
 * Decides whether a fire is a new problem or a straggler of one that is over. Where the source has an order of
 * its own, that order decides: the number of the problem, or its begin. Pure, like all functions here.
 *
 * Without a number, a fire that began before the last end may be either: a copy of an earlier one, or a problem that never
 * went away (Prometheus was reloaded, missed an evaluation, or one of two disagrees, also about the begin). It is parked, whatever
 * its begin. Late is only one that its own end has overtaken just now; said again, it is parked too.
 */
export function judgeFire(
  known: EndedSeries,
  alert: Alert,
  context: { readonly now: number; readonly policy: OutboxPolicy; readonly isListed?: true | undefined },
): FireVerdict {
  const { startsAt } = alert;
  const { heard = {}, endedAt } = known;
  switch (problemOrder(heard, alert)) {
    case 'newer':
      return 'new';
    case 'older':
      // A Zabbix that was set up anew counts from 1 again. A trigger may have several problems, and an older one is listed.
      return context.isListed || (startsAt !== undefined && startsAt > endedAt) ? 'new' : 'late';
    case 'same':
      return heard.assumed && (context.isListed || isSaidAnew(alert, heard)) ? 'new' : 'late';
    case 'unknown':
      if (heard.assumed || context.isListed) return 'new';
      if (isOvertakenByEnd(heard, alert, context)) return 'late';
      return startsAt === undefined || startsAt > endedAt
        ? 'new'
        : judgeOldFire(known, { ...alert, startsAt }, context);
  }
}

/**
 * True for a fire of a problem whose end is only assumed, unless it is a copy of what was told before. Where the agent assumed
 * the end because it heard nothing, a message without a time of its own is news; where the source gave the problem up, it
 * may be a copy.
 */
function isSaidAnew(alert: Alert, heard: Heard): boolean {
  if (!heard.givenUp) return !isSaidBefore(alert, heard, 1);
  return alert.saidAt !== undefined && heard.saidAt !== undefined && alert.saidAt > heard.saidAt;
}

/** Judges a fire that began before the last end. */
function judgeOldFire(
  known: EndedSeries,
  { startsAt, sourceType }: Pick<Alert, 'sourceType'> & { readonly startsAt: number },
  { now, policy }: { readonly now: number; readonly policy: OutboxPolicy },
): FireVerdict {
  const windowMs = lateFireWindowMs(policy, sourceType);
  if (now - known.closedAt > windowMs) return 'new';
  if (windowMs === Number.POSITIVE_INFINITY) return 'late';
  const { noted } = known.heard ?? {};
  return noted?.startsAt === startsAt && now - noted.at < SAID_AGAIN_MS ? 'late' : 'parked';
}

/** True for a fire that a newer message about the same series has overtaken. */
export function isOvertaken({ heard = {} }: FiringSeries, alert: Alert): boolean {
  const order = problemOrder(heard, alert);
  return order === 'older' || (order !== 'newer' && isSaidBefore(alert, heard, 0));
}

/**
 * True for a message that a problem exists, when an update of the problem is known and is newer, or may be: one of the two
 * does not tell when it was made. It is a repeat then, whatever its level. After the time for which Zabbix retries, it counts again: the
 * steps of an escalation tell the level of today.
 */
export function isBeforeUpdate({ heard = {} }: FiringSeries, alert: Alert, now: number): boolean {
  const { updatedAt } = heard;
  if (updatedAt === undefined || alert.isUpdate || problemOrder(heard, alert) !== 'same') return false;
  if (alert.saidAt !== undefined && heard.saidAt !== undefined) return isSaidBefore(alert, heard, 1);
  return now - updatedAt <= LONGEST_OVERTAKEN_MS;
}

/** True for a resolve of a problem before the one that fires. */
export function isLateResolve(known: FiringSeries, alert: Alert): boolean {
  const { heard = {} } = known;
  const { startsAt, endsAt, assumed } = alert;
  switch (problemOrder(heard, alert)) {
    case 'older':
      return true;
    case 'newer':
      return false;
    case 'same':
      return assumed !== undefined && isSaidBefore(alert, heard, 0);
    case 'unknown': {
      const never = Number.POSITIVE_INFINITY;
      return Math.max(startsAt ?? never, endsAt ?? never) < newestStart(known);
    }
  }
}

/** True for a resolve of a problem that began after the last end. Its fire is still to come, and will be late. */
export function isLaterResolve({ heard = {}, endedAt }: EndedSeries, alert: Alert): boolean {
  const { startsAt, endsAt } = alert;
  const order = problemOrder(heard, alert);
  if (order !== 'unknown') return order === 'newer';
  const begin = startsAt ?? endedAt;
  return endedAt < begin && begin < (endsAt ?? begin);
}

/** Newest begin of a problem that any message told, epoch ms; undefined when none is known. */
export function newestStart(known: FiringSeries): number;
export function newestStart(known: Series): number | undefined;
export function newestStart(known: Series): number | undefined {
  const { heard = {} } = known;
  if (known.state === 'tombstone') return heard.startsAt;
  return Math.max(known.startedAt, heard.startsAt ?? known.startedAt);
}

/** True for a fire that begins a later problem than all messages before it. */
export function isNewProblem(known: FiringSeries, alert: Alert): boolean {
  const order = problemOrder(known.heard ?? {}, alert);
  if (order !== 'unknown') return order === 'newer';
  return (alert.startsAt ?? Number.NEGATIVE_INFINITY) > newestStart(known);
}

/** Compares the number of the problem. */
export function problemOrder({ problem: known }: Heard, { problem }: Pick<Alert, 'problem'>): Order {
  if (known === undefined || problem === undefined) return 'unknown';
  const [ours, its] = [BigInt(known), BigInt(problem)];
  if (its > ours) return 'newer';
  return its < ours ? 'older' : 'same';
}

/** True for a message that the source made before its newest one, or at the same time where `orAt` is 1. */
export function isSaidBefore({ saidAt }: Alert, heard: Heard, orAt: 0 | 1): boolean {
  // Where one of them is not known, the difference is infinitely small.
  const newestAt = heard.saidAt ?? Number.NEGATIVE_INFINITY;
  const overtakenMs = newestAt - (saidAt ?? Number.POSITIVE_INFINITY) + orAt;
  return overtakenMs > 0 && overtakenMs <= LONGEST_OVERTAKEN_MS;
}
