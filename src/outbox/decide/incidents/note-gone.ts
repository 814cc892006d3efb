import type { OutboxEvent } from '../../events/event.ts';
import { type IncidentInCoc, isOpenInCoc } from '../../ledger/incident.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/**
 * Records that COC does not have an open incident any more. Only a person can have done that, so it counts as rejected by
 * one. It may be there again later: the account may only have lost the right to see it. `asked` is the incident as it was
 * when COC was asked. Pure.
 */
export function noteGone(view: LedgerView, asked: IncidentInCoc): readonly OutboxEvent[] {
  const known = view.incident(asked.key);
  if (!known || !isOpenInCoc(known) || known.step !== undefined) return [];
  if (known.incidentNum !== asked.incidentNum || known.changedAt !== asked.changedAt) return [];
  const { key, alarmId } = known;
  return [{ type: 'incident.moved', key, alarmId, state: 'rejected', by: 'person', isGone: true }];
}
