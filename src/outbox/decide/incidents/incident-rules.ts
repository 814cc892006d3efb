import type { Assignee } from '../../../alerts/alarm.ts';
import type { WarRoomRequest } from '../../events/entry.ts';
import type { Incident } from '../../ledger/incident.ts';

/** Texts of a resolution. */
export interface ResolveTexts {
  readonly cause: string;
  readonly solution: string;
  /** Text of the confirmation. */
  readonly comment: string;
}

/** Rules for ending an incident when all its alarms are over. */
export interface ResolveRules {
  /** `propose` accepts the incident and submits the solution; `complete` also confirms it. */
  readonly mode: 'propose' | 'complete';
  /** Time without a firing alarm before the first step. */
  readonly afterMs: number;
  /** True when an incident that a person works on is left to that person. */
  readonly onlyIfUntouched: boolean;
  /** Pure. */
  readonly textsOf: (incident: Incident) => ResolveTexts;
}

/** Rules of one incident policy. All times in ms. */
export interface IncidentRules {
  /**
   * All names of the policy, that of now first. Incidents that were opened under former ones are its own. Absent where it
   * has only the name under which it is found.
   */
  readonly names?: readonly string[];
  /** Delay before an incident is opened. It is opened only if the problem still exists. */
  readonly openAfterMs: number;
  /** Time after the end of an incident during which a returning problem belongs to it. */
  readonly reopenWithinMs: number;
  /** Time after which alarms that still fire get another incident, although a person ended theirs. May be infinite. */
  readonly reraiseAfterMs: number;
  /** Level of its incidents, a COC enum. Absent where the policy is no longer configured. */
  readonly level?: string;
  /** Most incidents of this policy that are requested within an hour; infinite for no bound. */
  readonly maxPerHour: number;
  /** Id of the COC user in whose name steps are taken. Default: the one who opened the incident. */
  readonly operator?: string;
  /** Who gets an incident that COC refuses for its assignee. */
  readonly fallbackAssignee?: Assignee;
  /** COC enum: type of the incident in its solution. Default: the one with which it was opened. */
  readonly type?: string;
  /** Absent when people end the incidents. */
  readonly resolve?: ResolveRules;
  /** Says that the problem is there, to take back a solution. Absent where the policy is no longer configured. Pure. */
  readonly takenBackOf?: (incident: Incident) => string;
  /** Time after which people are reminded of an accepted incident whose problem is not over. Absent for never. */
  readonly remindAfterMs?: number;
  /** Whom an incident is forwarded to that nobody has accepted for so long. */
  readonly escalate?: { readonly afterMs: number; readonly to: string };
  /** Makes the request for the war room of an accepted incident; undefined for none. Pure. */
  readonly warRoomOf?: (incident: Incident) => WarRoomRequest | undefined;
}
