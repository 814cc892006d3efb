import type { AlarmId, Alert } from '../../alerts/alert.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import type { Series } from '../ledger/series.ts';
import type { Arrival, DecisionContext } from './decision.ts';
import { newestStart, problemOrder } from './own-order.ts';

/**
 * Gives an alert to the alarm that knows its problem from the time when its source was identified in another way. So a changed
 * identity ends nothing and opens nothing twice: what is open goes on until it ends, what has ended stays over, and the next
 * problem is identified anew. Pure.
 */
export function underKnownIdentity(
  view: LedgerView,
  arrival: Arrival,
  context: Pick<DecisionContext, 'isListed'>,
): Arrival {
  const { alert, routed } = arrival;
  const known = knownUnderOther(view, alert, context);
  if (!known) return arrival;
  const { alarmId, fingerprint } = known;
  const renamed = { ...alert, alarmId, fingerprint };
  if (routed.kind === 'alarm')
    return { alert: renamed, routed: { ...routed, alarm: { ...routed.alarm, alarmId } } };
  const end = routed.end && { end: { ...routed.end, alarmId } };
  return { alert: renamed, routed: { ...routed, ...end } };
}

/** The alarm under the other identity, where it knows more of the problem than the one under this identity. */
function knownUnderOther(
  view: LedgerView,
  alert: Alert,
  context: Pick<DecisionContext, 'isListed'>,
): Series | undefined {
  const other = alert.otherAlarmId === undefined ? undefined : view.series(alert.otherAlarmId as AlarmId);
  if (!other || alert.problem === undefined) return undefined;
  const own = view.series(alert.alarmId);
  const isOwn = own !== undefined && isAbout(own, alert);
  if (isAbout(other, alert)) return isOwn && openness(own) > openness(other) ? undefined : other;
  return !isOwn && isOlderProblem(other, alert, context) ? other : undefined;
}

/** True for the alarm of this very problem. That of one event is about this event alone, and has its number in its fingerprint. */
function isAbout(series: Series, alert: Alert): boolean {
  return series.fingerprint === `e${alert.problem}` || problemOrder(series.heard ?? {}, alert) === 'same';
}

/** Where two alarms know the same problem, the one that is open is meant. */
function openness({ state }: Series): number {
  if (state === 'firing') return 2;
  return state === 'recovering' ? 1 : 0;
}

/**
 * True for a problem before the newest one of its trigger: it was over when that began. One that the source lists goes on, and
 * one that began later comes from a Zabbix that was set up anew and counts from 1 again.
 */
function isOlderProblem(
  trigger: Series,
  alert: Alert,
  { isListed }: Pick<DecisionContext, 'isListed'>,
): boolean {
  if (isListed || problemOrder(trigger.heard ?? {}, alert) !== 'older') return false;
  const newestAt = trigger.state === 'firing' ? newestStart(trigger) : trigger.endedAt;
  return alert.startsAt === undefined || alert.startsAt <= newestAt;
}
