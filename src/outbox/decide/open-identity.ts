import { makeAlarmId, prefixOfAlarmId } from '../../alerts/alarm-id.ts';
import type { AlarmId, Alert } from '../../alerts/alert.ts';
import { namesOf } from '../ledger/former-names.ts';
import type { IdentityView } from '../ledger/ledger-view.ts';
import type { Series } from '../ledger/series.ts';
import { seriesInAlerts } from '../ledger/series-in-alerts.ts';
import type { Arrival, DecisionContext } from './decision.ts';
import { newestStart, problemOrder } from './own-order.ts';

/** What a decision about an alert needs to know its series. */
type IdentifiedAlert = Pick<
  Alert,
  'source' | 'sourceType' | 'fingerprint' | 'alarmId' | 'otherAlarmId' | 'problem' | 'startsAt' | 'openedBy'
>;

type Listed = Pick<DecisionContext, 'isListed'>;

/**
 * Gives an alert to the alarm that its problem opened while its source had another name, or was identified in another way.
 * So neither a new name nor another identity ends anything, or opens anything twice: what is open goes on until it ends,
 * what has ended stays over. Each open alarm of the same problem gets the alert, so that none of them stays open. Pure,
 * like all functions here.
 */
export function underOpenIdentities(
  view: IdentityView,
  arrival: Arrival,
  context: Listed = {},
): readonly Arrival[] {
  const known = knownSeries(view, arrival.alert, context);
  if (known.length > 0) return known.map((series) => under(arrival, series));
  return [under(arrival, freeIdentity(view, arrival.alert))];
}

/** The series that an alert is about: more than one only where all of them are open. */
export function knownSeries(
  view: IdentityView,
  alert: IdentifiedAlert,
  context: Listed = {},
): readonly Series[] {
  const { alarmId, otherAlarmId, problem } = alert;
  const exact = view.series(alarmId);
  if (exact?.openedBy !== undefined && isNamed(exact, alert)) return [exact];
  const own = seriesInAlerts(view, alarmId);
  if (otherAlarmId === undefined || problem === undefined) return own;
  const isOwn = own.filter((series) => isAbout(series, alert));
  const others = seriesInAlerts(view, otherAlarmId as AlarmId);
  const other = others.filter((series) => isAbout(series, alert));
  if (other.length > 0) return openness(isOwn) > openness(other) ? own : other;
  const older = others.filter((series) => isOlderProblem(series, alert, context));
  return isOwn.length === 0 && older.length > 0 ? older : own;
}

/** True for an alert made from what is stored of a series: it has the id that its alarm has in COC. */
function isNamed({ source, fingerprint }: Series, alert: IdentifiedAlert): boolean {
  return source === alert.source && fingerprint === alert.fingerprint;
}

/** True for the alarm of this very problem. That of one event is about this event alone, and has its number in its fingerprint. */
function isAbout(series: Series, alert: IdentifiedAlert): boolean {
  return series.fingerprint === `e${alert.problem}` || problemOrder(series.heard ?? {}, alert) === 'same';
}

/** Where two alarms know the same problem, the one that is open is meant. */
function openness(known: readonly Series[]): number {
  const ranks = known.map(({ state }) => (state === 'firing' ? 2 : state === 'recovering' ? 1 : 0));
  return Math.max(-1, ...ranks);
}

/**
 * True for a problem before the newest one of its trigger: it was over when that began. One that the source lists goes on,
 * and one that began later comes from a Zabbix that was set up anew and counts from 1 again.
 */
function isOlderProblem(trigger: Series, alert: IdentifiedAlert, { isListed }: Listed): boolean {
  if (isListed || problemOrder(trigger.heard ?? {}, alert) !== 'older') return false;
  const newestAt = trigger.state === 'firing' ? newestStart(trigger) : trigger.endedAt;
  return alert.startsAt === undefined || alert.startsAt <= newestAt;
}

type Identity = Pick<Alert, 'alarmId' | 'fingerprint' | 'openedBy'>;

/**
 * The identity of a new series. Where another source that had this name before still has the id, it is made of the name
 * and a number: the alarm of one source is never taken for that of another.
 */
function freeIdentity(view: IdentityView, alert: IdentifiedAlert): Identity {
  const { alarmId, fingerprint } = alert;
  const prefix = prefixOfAlarmId(alarmId);
  if (prefix === undefined || !view.series(alarmId)) return alert;
  const { source, native } = namesOf(alert);
  for (let number = 2; ; number++) {
    const openedBy = `${source}/${number}`;
    const free: AlarmId = makeAlarmId(prefix, openedBy, native);
    if (!view.series(free)) return { alarmId: free, fingerprint, openedBy };
  }
}

function under(arrival: Arrival, { alarmId, fingerprint, openedBy }: Identity): Arrival {
  const { alert, routed } = arrival;
  if (alarmId === alert.alarmId) return arrival;
  const renamed = { ...alert, alarmId, fingerprint, ...(openedBy !== undefined && { openedBy }) };
  if (routed.kind === 'alarm')
    return { alert: renamed, routed: { ...routed, alarm: { ...routed.alarm, alarmId } } };
  const end = routed.end && { end: { ...routed.end, alarmId } };
  return { alert: renamed, routed: { ...routed, ...end } };
}
