import { aboutEntry, type DueEntry, incidentKeyOf } from '../../events/entry.ts';
import type { EntryCancelled, OutboxEvent } from '../../events/event.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';

/** Reason to cancel an entry of an incident; undefined while the entry is needed. */
export function reasonToCancel(
  view: IncidentView,
  { body }: Pick<DueEntry, 'body'>,
): EntryCancelled['reason'] | undefined {
  const key = incidentKeyOf(body);
  const incident = key === undefined ? undefined : view.incident(key);
  // An incident may be unknown because a snapshot was damaged. Its entry is sent rather than lost.
  if (!incident || body.kind === 'report-alarm') return undefined;
  if (body.kind === 'open-war-room') return undefined;
  const needsFire = body.kind === 'open-incident' || body.step === 'return';
  if (view.fires(incident) === needsFire) return undefined;
  return needsFire ? 'resolved' : 'flapping';
}

/**
 * Cancels the opening of an incident whose problem is over, and a step of an incident whose problem is back.
 * An entry that may have arrived is never cancelled. Pure.
 */
export function cancelNeedless(view: IncidentView, entry: DueEntry): readonly OutboxEvent[] {
  const reason = reasonToCancel(view, entry);
  return entry.uncertain || !reason ? [] : [{ type: 'entry.cancelled', ...aboutEntry(entry), reason }];
}
