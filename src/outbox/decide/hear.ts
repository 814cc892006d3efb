import type { Alert } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { Hearing } from '../events/event.ts';
import type { Heard } from '../events/heard.ts';
import type { Series } from '../ledger/series.ts';
import { isSaidBefore, newestStart, problemOrder } from './own-order.ts';

/**
 * Facts for the event of a fire. `opensAt` is the begin of the episode that it opens, epoch ms; absent when
 * one is open. Pure, like all functions here.
 */
export function hearFire(known: Series | undefined, alert: Alert, opensAt?: number): Hearing {
  const { startsAt } = alert;
  const { heard = {} } = known ?? {};
  const start = opensAt ?? startOf(known);
  const newest = latest(known && newestStart(known), startsAt);
  const isLater = newest !== undefined && (start === undefined || newest > start);
  const unfired = startsAt === newest ? undefined : heard.unfired;
  return changeTo(known, { ...toldOf(known, alert), ...(isLater && { startsAt: newest, unfired }) });
}

/** Facts for the event of a resolve that ends something. */
export function hearEnd(known: Series | undefined, alert: Alert): Hearing {
  const { startsAt, assumed } = alert;
  const { heard = {} } = known ?? {};
  const before = known && newestStart(known);
  const newest = latest(before, startsAt);
  const unfired = newest === before ? heard.unfired : true;
  return changeTo(known, {
    ...toldOf(known, alert),
    ...(newest !== startOf(known) && { startsAt: newest, unfired }),
    ...(assumed !== undefined && { assumed: true }),
  });
}

/** Facts for the event of a resolve of what is over already. It confirms an end that was only assumed. */
export function hearEndAgain(known: Series, { assumed }: Alert): Hearing {
  const { assumed: before, ...rest } = known.heard ?? {};
  return before && assumed === undefined ? { heard: rest } : {};
}

/** Facts for the event of a late fire: the next one with the same begin is no mere straggler. */
export function hearLateFire(known: Series, { startsAt, problem }: Alert, now: number): Hearing {
  const { heard = {} } = known;
  if (startsAt === undefined || problem !== undefined || heard.noted?.startsAt === startsAt) return {};
  return { heard: { ...heard, noted: { startsAt, at: now } } };
}

/** The number of the newest problem, and the time of the newest message about it. */
function toldOf(known: Series | undefined, alert: Alert): Pick<WholeHeard, 'problem' | 'saidAt'> {
  const { heard = {} } = known ?? {};
  const { problem = heard.problem } = alert;
  const order = problemOrder(heard, alert);
  if (order === 'older') return { problem: heard.problem, saidAt: heard.saidAt };
  if (order === 'newer') return { problem, saidAt: alert.saidAt };
  const saidAt = isSaidBefore(alert, heard, 0) ? heard.saidAt : (alert.saidAt ?? heard.saidAt);
  return { problem, saidAt };
}

type WholeHeard = { readonly [K in keyof Heard]: Heard[K] | undefined };

function changeTo(known: Series | undefined, whole: WholeHeard): Hearing {
  const { startsAt, unfired, problem, saidAt, assumed } = whole;
  const heard: Heard = omitAbsent({ startsAt, unfired, problem, saidAt, assumed });
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
