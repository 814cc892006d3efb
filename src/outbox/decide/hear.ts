import type { Alert } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { Hearing } from '../events/event.ts';
import type { Heard } from '../events/heard.ts';
import type { Series } from '../ledger/series.ts';
import { earlyEndsAfter, earlyEndsLeft } from './early-end.ts';
import { isSaidBefore, newestStart, problemOrder } from './own-order.ts';

/** Circumstances of a fire. */
export interface FireHeard {
  /** Epoch ms. */
  readonly now: number;
  /** Begin of the episode that the fire opens, epoch ms; absent when one is open. */
  readonly opensAt?: number;
}

/** Facts for the event of a fire. Pure, like all functions here. */
export function hearFire(known: Series | undefined, alert: Alert, { now, opensAt }: FireHeard): Hearing {
  const { startsAt } = alert;
  const { heard = {} } = known ?? {};
  // All that began before an episode opens is over.
  const newest = opensAt === undefined ? latest(known && newestStart(known), startsAt) : undefined;
  const start = startOf(known);
  const isLater = newest !== undefined && (start === undefined || newest > start);
  // The problem that opens an episode is the newest one, whatever its number.
  const before = opensAt !== undefined && problemOrder(heard, alert) === 'older' ? {} : heard;
  const kept = problemOrder(heard, alert) === 'newer' ? undefined : before.updatedAt;
  const updatedAt = alert.isUpdate ? now : kept;
  return changeTo(known, {
    ...toldOf(before, alert),
    updatedAt,
    ...(isLater && { startsAt: newest }),
    early: earlyEndsLeft(known, now),
  });
}

/** Facts for the event of a resolve that ends something. */
export function hearEnd(known: Series | undefined, alert: Alert, now: number): Hearing {
  const { startsAt } = alert;
  const { heard = {} } = known ?? {};
  const before = known && newestStart(known);
  const newest = latest(before, startsAt);
  const isNews = newest !== before || known === undefined || known.state === 'tombstone';
  return changeTo(known, {
    ...toldOf(heard, alert),
    ...(newest !== startOf(known) && { startsAt: newest }),
    ...assumptionOf(alert),
    early: isNews ? earlyEndsAfter(known, alert, now) : earlyEndsLeft(known, now),
  });
}

/**
 * Facts for the event of a resolve of what is over already. An end that was only assumed is confirmed by the source, which
 * ends the problem or gives it up.
 */
export function hearEndAgain(known: Series, alert: Alert, now: number): Hearing {
  const { heard = {} } = known;
  if (!heard.assumed || problemOrder(heard, alert) === 'older') return hearEarlyEnd(known, alert, now);
  const { assumed: _, givenUp: __, ...rest } = heard;
  if (alert.assumed === undefined) return { heard: rest };
  const { givenUp } = assumptionOf(alert);
  return givenUp ? changeTo(known, { ...rest, ...toldOf(heard, alert), ...assumptionOf(alert) }) : {};
}

/** Facts for the event of a resolve that ends nothing: where the fire of its problem is still to come, it will be late. */
export function hearEarlyEnd(known: Series, alert: Alert, now: number): Hearing {
  return changeTo(known, { ...known.heard, early: earlyEndsAfter(known, alert, now) });
}

/** Facts for the event of a late fire: the next one with the same begin is no mere straggler. */
export function hearLateFire(known: Series, { startsAt, problem }: Alert, now: number): Hearing {
  const { heard = {} } = known;
  if (startsAt === undefined || problem !== undefined || heard.noted?.startsAt === startsAt) return {};
  return { heard: { ...heard, noted: { startsAt, at: now } } };
}

/**
 * The kind of an end that is assumed. The resolves that the agent makes itself have no number; a source that gives a problem up
 * tells which. If it does not tell when, no message is certainly later.
 */
function assumptionOf({ assumed, problem, saidAt }: Alert): Partial<WholeHeard> {
  if (assumed === undefined) return {};
  return problem === undefined ? { assumed: true } : { assumed: true, givenUp: true, saidAt };
}

/** The number of the newest problem, and the time of the newest message about it. */
function toldOf(heard: Heard, alert: Alert): Pick<WholeHeard, 'problem' | 'saidAt'> {
  const { problem = heard.problem } = alert;
  const order = problemOrder(heard, alert);
  if (order === 'older') return { problem: heard.problem, saidAt: heard.saidAt };
  if (order === 'newer') return { problem, saidAt: alert.saidAt };
  const saidAt = isSaidBefore(alert, heard, 0) ? heard.saidAt : (alert.saidAt ?? heard.saidAt);
  return { problem, saidAt };
}

type WholeHeard = { readonly [K in keyof Heard]: Heard[K] | undefined };

function changeTo(known: Series | undefined, whole: Partial<WholeHeard>): Hearing {
  const { startsAt, early, noted, problem, saidAt, updatedAt, assumed, givenUp } = whole;
  const heard: Heard = omitAbsent({ startsAt, early, noted, problem, saidAt, updatedAt, assumed, givenUp });
  const before = known?.heard;
  if (before === undefined && Object.keys(heard).length === 0) return {};
  return before && JSON.stringify(before) === JSON.stringify(heard) ? {} : { heard };
}

/** Begin of the episode of a series, epoch ms; undefined when it has none. */
function startOf(known: Series | undefined): number | undefined {
  return known?.state === 'tombstone' ? undefined : known?.startedAt;
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
