import type { WarRoomRequest } from '../../events/entry.ts';
import type { Incident } from '../../ledger/incident.ts';

/** The texts of a resolution. */
export interface ResolveTexts {
  readonly cause: string;
  readonly solution: string;
  /** Of the confirmation. */
  readonly comment: string;
}

/** How an incident is led to its end when all its alarms are over. */
export interface ResolveRules {
  /** `propose` accepts it and submits the solution; `complete` confirms that too. */
  readonly mode: 'propose' | 'complete';
  /** All alarms must have been quiet for so long. */
  readonly afterMs: number;
  /** Whether an incident that a person works on is left to that person. */
  readonly onlyIfUntouched: boolean;
  /** Pure. */
  readonly textsOf: (incident: Incident) => ResolveTexts;
}

/** What an incident policy says of its incidents. All times in ms. */
export interface IncidentRules {
  /** An incident is opened when its problem is still there after this long. */
  readonly openAfterMs: number;
  /** A problem that returns so soon after its incident was completed belongs to that incident. */
  readonly reopenWithinMs: number;
  /** Most incidents of the policy that are asked for within an hour; infinite for no bound. */
  readonly maxPerHour: number;
  /** Without it, incidents are left to people. */
  readonly resolve?: ResolveRules;
  /** The war room that an accepted incident gets; undefined for none. Pure. */
  readonly warRoomOf?: (incident: Incident) => WarRoomRequest | undefined;
}
