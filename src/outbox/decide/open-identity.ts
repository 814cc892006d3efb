import { makeAlarmId, prefixOfAlarmId } from '../../alerts/alarm-id.ts';
import type { AlarmId, Alert } from '../../alerts/alert.ts';
import { namesOf } from '../ledger/former-names.ts';
import type { IdentityView } from '../ledger/ledger-view.ts';
import { isActive, type Series } from '../ledger/series.ts';
import { seriesInAlerts } from '../ledger/series-in-alerts.ts';
import type { Arrival } from './decision.ts';

/** What a decision about an alert needs to know its series. */
type IdentifiedAlert = Pick<
  Alert,
  'source' | 'fingerprint' | 'alarmId' | 'otherAlarmId' | 'problem' | 'openedBy'
>;

/**
 * Gives an alert to the alarm that its problem opened while its source had another name, or was identified in another way.
 * So neither a new name nor another identity ends anything, or opens anything twice. Each open alarm of the same problem
 * gets the alert, so that none of them stays open. Pure, like all functions here.
 */
export function underOpenIdentities(view: IdentityView, arrival: Arrival): readonly Arrival[] {
  const known = knownSeries(view, arrival.alert);
  if (known.length > 0) return known.map((series) => under(arrival, series));
  return [under(arrival, freeIdentity(view, arrival.alert))];
}

/** The series that an alert is about: more than one only where all of them are open. */
export function knownSeries(view: IdentityView, alert: IdentifiedAlert): readonly Series[] {
  const { alarmId, otherAlarmId, problem } = alert;
  const exact = view.series(alarmId);
  if (exact?.openedBy !== undefined && isNamed(exact, alert)) return [exact];
  const own = seriesInAlerts(view, alarmId);
  if (otherAlarmId === undefined || problem === undefined) return own;
  const other = seriesInAlerts(view, otherAlarmId).filter((series) => isAbout(series, problem));
  // What has ended never fires again: a late copy is about the alarm that its problem had.
  const isOther = other.some(isActive) || !own.some((series) => isAbout(series, problem));
  return other.length > 0 && isOther ? other : own;
}

/** True for an alert made from what is stored of a series: it has the id that its alarm has in COC. */
function isNamed({ source, fingerprint }: Series, alert: IdentifiedAlert): boolean {
  return source === alert.source && fingerprint === alert.fingerprint;
}

/** An alarm of one event is about that event alone, and has its number in its fingerprint. */
function isAbout({ fingerprint, heard }: Series, problem: string): boolean {
  return fingerprint === `e${problem}` || heard?.problem === problem;
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
