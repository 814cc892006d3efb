import { aboutEntry, type DueEntry } from '../entry.ts';
import type { OutboxEvent } from '../event.ts';
import type { IncidentView } from '../ledger.ts';

/** Whether an entry is to open an incident whose alarms are all over. */
export function isNeedless(view: IncidentView, { body }: Pick<DueEntry, 'body'>): boolean {
  if (body.kind !== 'open-incident') return false;
  const incident = view.incident(body.key);
  // What the ledger does not know, because its snapshot was damaged, is opened rather than lost.
  return incident !== undefined && !view.fires(incident);
}

/** An incident that COC was not asked for yet is not asked for any more when its problem is over. Pure. */
export function cancelNeedless(view: IncidentView, entry: DueEntry): readonly OutboxEvent[] {
  if (entry.uncertain || !isNeedless(view, entry)) return [];
  return [{ type: 'entry.cancelled', ...aboutEntry(entry), reason: 'resolved' }];
}
