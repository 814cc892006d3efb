import { aboutEntry, type DueEntry, incidentKeyOf } from '../../events/entry.ts';
import type { EntryCancelled, OutboxEvent } from '../../events/event.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';

/** Why an entry is not to be tried any more; undefined while it is. */
export function reasonToCancel(
  view: IncidentView,
  { body }: Pick<DueEntry, 'body'>,
): EntryCancelled['reason'] | undefined {
  const key = incidentKeyOf(body);
  const incident = key === undefined ? undefined : view.incident(key);
  // What the ledger does not know, because its snapshot was damaged, is tried rather than lost.
  if (!incident) return undefined;
  if (body.kind === 'open-incident') return view.fires(incident) ? undefined : 'resolved';
  return body.kind === 'handle-incident' && view.fires(incident) ? 'flapping' : undefined;
}

/**
 * An incident that COC was not asked for yet is not asked for any more when its problem is over, and one whose problem
 * is back is not led on. Pure.
 */
export function cancelNeedless(view: IncidentView, entry: DueEntry): readonly OutboxEvent[] {
  const reason = reasonToCancel(view, entry);
  return entry.uncertain || !reason ? [] : [{ type: 'entry.cancelled', ...aboutEntry(entry), reason }];
}
