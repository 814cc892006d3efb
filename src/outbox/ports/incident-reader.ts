import type { CocIncidentState } from '../events/incident-event.ts';
import type { FailedOutcome } from '../events/outcome.ts';

/** What asking for an incident's state came to. */
export type IncidentReading =
  | { readonly kind: 'seen'; readonly state: CocIncidentState }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/** Where the state of an incident is asked for. Port; changes nothing there, and never throws. */
export interface IncidentReader {
  /** The state of the incident of this number, as of some seconds ago. */
  readIncident(incidentNum: string, signal: AbortSignal): Promise<IncidentReading>;
}
