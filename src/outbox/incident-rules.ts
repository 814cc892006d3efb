/** What an incident policy says of its incidents. All times in ms. */
export interface IncidentRules {
  /** An incident is opened when its problem is still there after this long. */
  readonly openAfterMs: number;
  /** A problem that returns so soon after its incident was completed belongs to that incident. */
  readonly reopenWithinMs: number;
  /** Most incidents of the policy that are asked for within an hour; infinite for no bound. */
  readonly maxPerHour: number;
}
