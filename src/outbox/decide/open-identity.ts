import type { AlarmId, Alert } from '../../alerts/alert.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import type { FiringSeries } from '../ledger/series.ts';
import type { Arrival } from './decision.ts';

/**
 * Gives an alert to the alarm that its problem opened while its source was identified in another way. So a changed
 * identity ends nothing and opens nothing twice: what is open goes on until it ends, and the next problem is identified
 * anew. Pure.
 */
export function underOpenIdentity(view: LedgerView, arrival: Arrival): Arrival {
  const { alert, routed } = arrival;
  const open = openUnderOther(view, alert);
  if (!open) return arrival;
  const { alarmId, fingerprint } = open;
  const renamed = { ...alert, alarmId, fingerprint };
  if (routed.kind === 'alarm')
    return { alert: renamed, routed: { ...routed, alarm: { ...routed.alarm, alarmId } } };
  const end = routed.end && { end: { ...routed.end, alarmId } };
  return { alert: renamed, routed: { ...routed, ...end } };
}

/** The alarm that fires for the same problem under the other identity. */
function openUnderOther(
  view: LedgerView,
  { otherAlarmId, problem }: Pick<Alert, 'otherAlarmId' | 'problem'>,
): FiringSeries | undefined {
  const other = otherAlarmId === undefined ? undefined : view.series(otherAlarmId as AlarmId);
  if (other?.state !== 'firing' || problem === undefined) return undefined;
  const opened = other.heard?.problem;
  // An alarm of one event is about that event alone, and has its number in its fingerprint.
  return other.fingerprint === `e${problem}` || opened === problem ? other : undefined;
}
