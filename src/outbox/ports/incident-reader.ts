import type { IncidentKey } from '../events/entry.ts';
import type { CocIncidentState } from '../events/incident-event.ts';
import type { FailedOutcome } from '../events/outcome.ts';

/** Result of reading the state of an incident. */
export type IncidentReading =
  | {
      readonly kind: 'seen';
      readonly state: CocIncidentState;
      /** COC's own name of an unknown state. */
      readonly shown?: string;
    }
  /** COC says that there is no such incident. */
  | { readonly kind: 'gone'; readonly outcome: FailedOutcome }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/** Result of reading the numbers of an incident in COC. COC opened it twice if there is more than one. */
export type NumbersReading =
  | {
      readonly kind: 'seen';
      /** Each number once. */
      readonly incidentNums: readonly string[];
      /** False when COC may have more of them than it showed. */
      readonly complete: boolean;
      /** Reason why COC may have more of them. */
      readonly gap?: string;
    }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/** Result of reading one incident, to see whose it is: it has our reference, or not. */
export type ReferenceReading =
  | { readonly kind: 'ours' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/** Port that reads incidents from COC. It changes nothing there, and never throws. */
export interface IncidentReader {
  /** Reads the state of the incident with this number. The state may be some seconds old. */
  readIncident(incidentNum: string, signal: AbortSignal): Promise<IncidentReading>;
  /** Reads the numbers of an incident, by its key. COC's list may lag behind. */
  readNumbers(key: IncidentKey, signal: AbortSignal): Promise<NumbersReading>;
  /** Reads whether the title of the incident with this number has our reference. */
  readReference(incidentNum: string, key: IncidentKey, signal: AbortSignal): Promise<ReferenceReading>;
}
