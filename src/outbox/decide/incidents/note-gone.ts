import type { OutboxEvent } from '../../events/event.ts';
import { type IncidentInCoc, isFollowed } from '../../ledger/incident.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/**
 * Records that COC does not have an incident any more. Only a person can have done that, so it counts as completed by one.
 * `asked` is the incident as it was when COC was asked. Pure.
 */
export function noteGone(view: LedgerView, asked: IncidentInCoc): readonly OutboxEvent[] {
  const known = view.incident(asked.key);
  if (!known || !isFollowed(known) || known.step !== undefined) return [];
  if (known.incidentNum !== asked.incidentNum || known.changedAt !== asked.changedAt) return [];
  const { key, alarmId } = known;
  return [{ type: 'incident.moved', key, alarmId, state: 'completed', by: 'person', isGone: true }];
}
