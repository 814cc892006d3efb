import type { Alarm } from '../../alerts/alarm.ts';
import type { Alert } from '../../alerts/alert.ts';
import type { OutboxEvent } from '../events/event.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import type { FiringSeries, RecoveringSeries, Series } from '../ledger/series.ts';
import { lateFireWindowMs } from '../policy.ts';
import {
  closeEpisode,
  dropAlert,
  findChange,
  newEpisodeId,
  openEpisode,
  queueAlarm,
} from './arrival-events.ts';
import { queueAndCollapse } from './collapse.ts';
import type { Arrival, DecisionContext, RoutedArrival } from './decision.ts';

/** Series that does not fire. */
type EndedSeries = Exclude<Series, FiringSeries>;

/**
 * Decides what one alert means: a new episode, a change, a repeat, an end, or nothing to send. At least one
 * event follows, so that every alert leaves a trace. Pure.
 */
export function accept(view: LedgerView, arrival: Arrival, context: DecisionContext): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  if (routed.kind === 'filtered') return [dropAlert(alert, routed.reason, routed.route)];
  const known = view.series(alert.alarmId);
  if (alert.status === 'resolved') return resolve(known, { alert, routed }, context);
  return known?.state === 'firing'
    ? fireAgain(known, { alert, routed }, context)
    : fire(known, { alert, routed }, context);
}

/**
 * Handles a fire of a series that does not fire. It opens an episode, unless it is late or reopens the last
 * one.
 */
function fire(
  known: EndedSeries | undefined,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  if (known && isLateFire(known, alert, context.now)) return [dropAlert(alert, 'late', routed.route)];
  const back = known?.state === 'recovering' ? comeBack(known, arrival, context) : undefined;
  if (back) return back;
  const episode = newEpisodeId(alert, context);
  const before = [openEpisode(arrival, episode, context)];
  return queueAndCollapse(known, queueAlarm(arrival, { episode }, routed.alarm), { before, context });
}

function fireAgain(
  known: FiringSeries,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  const { alert, routed } = arrival;
  if (known.refusedUnder === context.policy.configuration)
    return [dropAlert(alert, 'refused-before', routed.route)];
  const change = findChange(arrival, known, context.policy);
  if (!change && known.refusedUnder === undefined)
    return [{ type: 'alert.repeated', alarmId: alert.alarmId }];
  const changed = change ?? { type: 'episode.changed', alarmId: alert.alarmId, level: known.level };
  return queueAndCollapse(known, queueAlarm(arrival, known, routed.alarm), { before: [changed], context });
}

function resolve(
  known: Series | undefined,
  arrival: RoutedArrival,
  context: DecisionContext,
): readonly OutboxEvent[] {
  if (known?.state === 'firing') return endEpisode(known, arrival, context);
  const { alert, routed } = arrival;
  if (known && !isLaterResolve(known, alert)) return [{ type: 'alert.repeated', alarmId: alert.alarmId }];
  const tombstone = closeEpisode(arrival, undefined, context);
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
  if (isLateResolve(known, alert)) return [dropAlert(alert, 'late', routed.route)];
  const end = closeEpisode(arrival, known, context);
  if (known.refusedUnder !== undefined) return [end, dropAlert(alert, 'refused-before', routed.route)];
  const { resolveHoldMs } = context.policy;
  const recovery = queueAlarm(arrival, known, { ...routed.alarm, alarmLevel: known.level });
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
  if (now >= held.until || entryStatusOf?.(alarmId, held.entry) === 'tried') return undefined;
  const cancelled: OutboxEvent = { type: 'entry.cancelled', entry: held.entry, alarmId, reason: 'flapping' };
  const reopened: OutboxEvent = { type: 'episode.reopened', alarmId, episode, flaps: flaps + 1 };
  const change = findChange(arrival, known, policy);
  if (!change) return [cancelled, reopened];
  const queued = queueAlarm(arrival, { episode, flaps: flaps + 1 }, arrival.routed.alarm);
  return queueAndCollapse(known, queued, { before: [cancelled, reopened, change], context });
}

/**
 * True for a fire that began before a resolve, and arrives within {@link lateFireWindowMs} after that
 * resolve: a duplicate or a straggler, not a new problem.
 */
function isLateFire({ endedAt, closedAt }: EndedSeries, alert: Alert, now: number): boolean {
  if (alert.startsAt === undefined) return false;
  return alert.startsAt <= endedAt && now - closedAt <= lateFireWindowMs(alert.sourceType);
}

/**
 * True for a resolve of a problem that began after the last end. Its fire is still to come, and will be late.
 */
function isLaterResolve({ endedAt }: EndedSeries, { startsAt, endsAt }: Alert): boolean {
  if (startsAt === undefined || endsAt === undefined) return false;
  return endedAt < startsAt && startsAt < endsAt;
}

/** True for a resolve of an episode before the open one. */
function isLateResolve(known: FiringSeries, alert: Alert): boolean {
  if (alert.startsAt === undefined || alert.endsAt === undefined) return false;
  return alert.endsAt < known.startedAt && alert.startsAt < known.startedAt;
}
