import type { Alarm, Routed } from '../../alerts/alarm.ts';
import type { OutboxEvent } from '../events/event.ts';
import { LedgerDraft } from '../ledger/ledger-draft.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { FiringSeries, RecoveringSeries, Series } from '../ledger/series.ts';
import {
  closeEpisode,
  dropAlert,
  findChange,
  newEpisodeId,
  openEpisode,
  queueAlarm,
  withNote,
} from './arrival-events.ts';
import { queueAndCollapse } from './collapse.ts';
import type { Arrival, DecisionContext, RoutedArrival } from './decision.ts';
import { isOfOlderProblem, isOvertakenByEnd } from './early-end.ts';
import { hearEarlyEnd, hearEndAgain, hearFire, hearLateFire } from './hear.ts';
import { findLateRequest } from './late-request.ts';
import { isMoved, moveEpisode } from './move.ts';
import { underOpenIdentities } from './open-identity.ts';
import {
  type EndedSeries,
  isBeforeUpdate,
  isLateResolve,
  isLaterResolve,
  isOvertaken,
  judgeFire,
} from './own-order.ts';
import { endParked, findParked, fireWhileParked, parkFire } from './park.ts';
import { routedUnderWaitingName } from './waiting-name.ts';

/**
 * Decides what one alert means: a new episode, a change, a repeat, an end, or nothing to send. At least one
 * event follows, so that every alert leaves a trace. Pure.
 */
export function accept(
  view: IncidentView,
  arrival: Arrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const [first = arrival, ...others] = underOpenIdentities(view, arrival, context);
  const events = acceptOne(view, first, context);
  return others.length === 0 ? events : [...events, ...acceptOthers(view, { events, others }, context)];
}

/** Decides the same for further alarms of the problem, which see the events of those before them. */
function acceptOthers(
  view: IncidentView,
  { events, others }: { readonly events: readonly OutboxEvent[]; readonly others: readonly Arrival[] },
  context: DecisionContext,
): readonly OutboxEvent[] {
  const [draft, all] = [new LedgerDraft(view), [...events]];
  let folded = 0;
  for (const other of others) {
    for (; folded < all.length; folded++) {
      const event = all[folded];
      if (event) draft.fold(event, { seq: context.seq + folded, at: context.now });
    }
    all.push(...acceptOne(draft, other, { ...context, seq: context.seq + all.length }));
  }
  return all.slice(events.length);
}

function acceptOne(view: IncidentView, arrival: Arrival, context: DecisionContext): readonly OutboxEvent[] {
  const { alert, routed: byRoute } = arrival;
  const known = view.series(alert.alarmId);
  const routed = routedUnderWaitingName(byRoute, known, context.policy.renamedIntegrations);
  return withNote(decide(view, { alert, routed }, context), alert);
}

function decide(
  view: IncidentView,
  { alert, routed }: Arrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const known = view.series(alert.alarmId);
  if (routed.kind === 'filtered') return endFiltered(known, { alert, routed }, context);
  if (alert.status === 'resolved') return resolve(known, { alert, routed }, context);
  return known?.state === 'firing'
    ? fireAgain(view, { known, arrival: { alert, routed } }, context)
    : fire(known, { alert, routed }, context);
}

/** Handles an alert that a filter holds back. The end of an episode that is open all the same passes. */
function endFiltered(
  known: Series | undefined,
  { alert, routed }: Arrival & { readonly routed: Extract<Routed, { kind: 'filtered' }> },
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { end: alarm, reason, route } = routed;
  if (known?.state !== 'firing' || alarm === undefined) return [dropAlert(alert, reason, route)];
  return endEpisode(known, { alert, routed: { kind: 'alarm', alarm, route: route ?? reason } }, context);
}

/**
 * Handles a fire of a series that does not fire. It opens an episode or reopens the last one, unless it is
 * late. One that only looks late is parked.
 */
function fire(
  known: EndedSeries | undefined,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  const verdict = known ? judgeFire(known, alert, context) : 'new';
  if (known && verdict === 'late') return [dropLateFire(known, arrival, context)];
  // An older problem is another one. Its end may still follow, and must not be taken for one of this episode.
  const isOther = verdict === 'parked' && known?.state === 'recovering' && isOfOlderProblem(known, alert);
  const back = known?.state === 'recovering' && !isOther ? comeBack(known, arrival, context) : undefined;
  if (back) return back;
  if (known && verdict === 'parked') return parkFire(known, arrival, context);
  const episode = newEpisodeId(alert, context);
  const before = [openEpisode(arrival, { episode, known }, context)];
  return queueAndCollapse(known, queueAlarm(arrival, { episode }, routed.alarm), { before, context });
}

/** Drops the fire of a problem whose end is known. The next one with its begin is no mere straggler. */
function dropLateFire(
  known: Series,
  { alert, routed }: RoutedArrival,
  { now }: DecisionContext,
): OutboxEvent {
  return { ...dropAlert(alert, 'late', routed.route), ...hearLateFire(known, alert, now) };
}

function fireAgain(
  view: IncidentView,
  { known, arrival }: { readonly known: FiringSeries; readonly arrival: RoutedArrival },
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  if (isOvertaken(known, alert)) return [dropAlert(alert, 'outdated', routed.route)];
  if (!context.isListed && isOvertakenByEnd(known.heard ?? {}, alert, context))
    return [dropLateFire(known, arrival, context)];
  if (known.refusedUnder === context.policy.configuration)
    return [dropAlert(alert, 'refused-before', routed.route)];
  const parked = findParked(known, context);
  if (parked) return fireWhileParked(known, arrival, { parked, context });
  const isOld = isBeforeUpdate(known, alert, context.now);
  if (!isOld && isMoved(known, arrival, context)) return moveEpisode(known, arrival, context);
  const change = isOld
    ? undefined
    : (findChange(arrival, known, context.policy) ?? findLateRequest(view, { known, arrival }, context));
  const heard = hearFire(known, alert, context);
  if (!change && known.refusedUnder === undefined)
    return [{ type: 'alert.repeated', alarmId: alert.alarmId, ...heard }];
  const changed = change ?? { type: 'episode.changed', alarmId: alert.alarmId, level: known.level };
  const before = [{ ...changed, ...heard }];
  const alarm = { ...routed.alarm, ...known.target, ...(isOld && { alarmLevel: known.level }) };
  return queueAndCollapse(known, queueAlarm(arrival, known, alarm), { before, context });
}

function resolve(
  known: Series | undefined,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  if (known?.state === 'firing') return endEpisode(known, arrival, context);
  const { alert, routed } = arrival;
  if (known && !isLaterResolve(known, alert))
    return [{ type: 'alert.repeated', alarmId: alert.alarmId, ...hearEndAgain(known, alert, context.now) }];
  const tombstone = closeEpisode(arrival, known, context);
  if (context.policy.unmatchedResolve === 'record')
    return [dropAlert(alert, 'unmatched-resolve', routed.route), tombstone];
  const ok: Alarm = { ...routed.alarm, alarmLevel: known?.level ?? routed.alarm.alarmLevel };
  return [tombstone, queueAlarm(arrival, { episode: newEpisodeId(alert, context) }, ok)];
}

function endEpisode(
  known: FiringSeries,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  if (isLateResolve(known, alert))
    return [{ ...dropAlert(alert, 'late', routed.route), ...hearEarlyEnd(known, alert, context.now) }];
  const end = closeEpisode(arrival, known, context);
  // COC may show an alarm of which it refused only a later change.
  if (known.refusedUnder !== undefined && !known.cocFires)
    return [end, dropAlert(alert, 'refused-before', routed.route)];
  const ended: Alarm = { ...routed.alarm, ...known.target, alarmLevel: known.level };
  const recovery = queueAlarm(arrival, known, ended);
  const parked = findParked(known, context);
  if (parked) return endParked({ end, recovery, parked }, context);
  const { resolveHoldMs } = context.policy;
  const queued = resolveHoldMs > 0 ? { ...recovery, dueAt: context.now + resolveHoldMs } : recovery;
  return queueAndCollapse(known, queued, { before: [end], context });
}

/** Reopens the episode when the problem returns while its recovery is held back. COC hears of neither. */
function comeBack(
  known: RecoveringSeries,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] | undefined {
  const { now, policy, entryStatusOf } = context;
  const { episode, held, flaps = 0 } = known;
  const { alarmId } = arrival.alert;
  const status = entryStatusOf?.(alarmId, held.entry);
  if (now >= held.until || status === 'tried' || status === 'waiting') return undefined;
  if (isMoved(known, arrival, context)) return undefined;
  const cancelled: OutboxEvent = { type: 'entry.cancelled', entry: held.entry, alarmId, reason: 'flapping' };
  const heard = hearFire(known, arrival.alert, context);
  const reopened: OutboxEvent = { type: 'episode.reopened', alarmId, episode, flaps: flaps + 1, ...heard };
  const change = findChange(arrival, known, policy);
  if (!change) return [cancelled, reopened];
  const queued = queueAlarm(arrival, { episode, flaps: flaps + 1 }, arrival.routed.alarm);
  return queueAndCollapse(known, queued, { before: [cancelled, reopened, change], context });
}
