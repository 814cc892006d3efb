import type { CocIncidentState } from '../outbox/events/incident-event.ts';

/**
 * Our names for COC's states.
 *
 * @see COC API Reference 2.0, 4.4.1.6.4
 */
const STATES: ReadonlyMap<string, CocIncidentState> = new Map([
  ['incident_draft', 'opened'],
  ['INCIDENT_STATUS_TRIGGERED', 'opened'],
  ['INCIDENT_STATUS_ACKNOWLEDGED', 'accepted'],
  ['INCIDENT_STATUS_REJECTED', 'rejected'],
  ['INCIDENT_STATUS_RESOLVED', 'resolved'],
  ['INCIDENT_STATUS_COMPLETED', 'completed'],
]);

/** Our name for a state of COC; undefined for one that the reference does not name. */
export function incidentStateOf(status: string | null | undefined): CocIncidentState | undefined {
  return STATES.get(status ?? '');
}
