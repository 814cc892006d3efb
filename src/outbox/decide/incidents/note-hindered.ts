import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { isInCoc } from '../../ledger/incident.ts';
import type { IncidentView } from '../../ledger/ledger-view.ts';

/** True for a solved incident whose problem is there, and with which a step of the agent is under way. Pure, like all here. */
export function isBeingTakenBack(view: Pick<IncidentView, 'incident' | 'fires'>, key: IncidentKey): boolean {
  const incident = view.incident(key);
  if (!incident || !isInCoc(incident) || incident.state !== 'resolved') return false;
  return incident.step !== undefined && !incident.hindered && view.fires(incident);
}

/** Records that this took too long: until it is done, the incident covers nothing. */
export function noteHindered(view: IncidentView, key: IncidentKey): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (!incident || !isBeingTakenBack(view, key)) return [];
  return [{ type: 'incident.hindered', key, alarmId: incident.alarmId }];
}
