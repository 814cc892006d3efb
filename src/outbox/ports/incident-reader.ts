import type { CocIncidentState } from '../events/incident-event.ts';
import type { FailedOutcome } from '../events/outcome.ts';

/** Result of reading the state of an incident. */
export type IncidentReading =
  | { readonly kind: 'seen'; readonly state: CocIncidentState }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/** Port that reads incidents from COC. It changes nothing there, and never throws. */
export interface IncidentReader {
  /** Reads the state of the incident with this number. The state may be some seconds old. */
  readIncident(incidentNum: string, signal: AbortSignal): Promise<IncidentReading>;
}
