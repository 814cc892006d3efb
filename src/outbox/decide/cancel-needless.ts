import { aboutEntry, type DueEntry, type ReportAlarm } from '../events/entry.ts';
import type { EntryCancelled, OutboxEvent } from '../events/event.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { OutboxPolicy } from '../policy.ts';

/** Reason to cancel an entry; undefined while the entry is needed. */
export function reasonToCancel(
  view: IncidentView,
  { body }: Pick<DueEntry, 'body'>,
  policy: Pick<OutboxPolicy, 'renderer'>,
): EntryCancelled['reason'] | undefined {
  if (body.kind === 'report-alarm') return isToldInVain(body, policy) ? 'dropped' : undefined;
  if (body.kind === 'open-war-room' || body.kind === 'remark-incident') return undefined;
  const incident = view.incident(body.key);
  // An incident may be unknown because a snapshot was damaged. Its entry is sent rather than lost.
  if (!incident) return undefined;
  const needsFire = body.kind === 'open-incident' || body.step === 'return';
  if (view.fires(incident) === needsFire) return undefined;
  if (!needsFire) return 'flapping';
  return incident.left ? 'outdated' : 'resolved';
}

/** True for what would only tell COC again of an alarm that its route drops by now. */
function isToldInVain(
  { reassertion, alert, alarm }: ReportAlarm,
  { renderer }: Pick<OutboxPolicy, 'renderer'>,
) {
  return reassertion === true && renderer?.route(alert, alarm.time).kind === 'filtered';
}

/**
 * Cancels the opening of an incident whose problem is over, a step of an incident whose problem is back, and what tells
 * COC again of an alarm that is dropped by now. An entry that may have arrived is never cancelled. Pure.
 */
export function cancelNeedless(
  view: IncidentView,
  entry: DueEntry,
  policy: Pick<OutboxPolicy, 'renderer'>,
): readonly OutboxEvent[] {
  const reason = reasonToCancel(view, entry, policy);
  return entry.uncertain || !reason ? [] : [{ type: 'entry.cancelled', ...aboutEntry(entry), reason }];
}
