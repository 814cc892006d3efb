import type { IncidentKey } from '../events/entry.ts';
import type { CocIncidentState } from '../events/incident-event.ts';
import type { FailedOutcome } from '../events/outcome.ts';

/** Result of reading the state of an incident. */
export type IncidentReading =
  | { readonly kind: 'seen'; readonly state: CocIncidentState }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/** Result of reading the tickets of an incident. COC opened it twice if there is more than one. */
export type TicketReading =
  | {
      readonly kind: 'seen';
      /** Numbers of the tickets, each once. */
      readonly incidentNums: readonly string[];
      /** False when COC may have more of them than it showed. */
      readonly complete: boolean;
    }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/** Port that reads incidents from COC. It changes nothing there, and never throws. */
export interface IncidentReader {
  /** Reads the state of the incident with this number. The state may be some seconds old. */
  readIncident(incidentNum: string, signal: AbortSignal): Promise<IncidentReading>;
  /** Reads the tickets of an incident, by its key. COC's list may lag behind. */
  readTickets(key: IncidentKey, signal: AbortSignal): Promise<TicketReading>;
}
