import type { Answer } from '../call.ts';
import type { Outgoing } from '../outgoing.ts';

/** What a fault does to a call: whether the call is processed at all, and what goes out instead of its answer. */
export type FaultPlan =
  | { readonly processes: false; readonly outgoing: Outgoing }
  | {
      readonly processes: true;
      /** How long the call waits before it is processed. */
      readonly delayMs?: number;
      /** How far behind it sees incidents and war rooms. */
      readonly lagMs?: number;
      readonly outgoing: (answer: Answer) => Outgoing;
    };

/** The plan that sends the same whatever the answer was; `commit` says whether the call is processed before. */
export function sendInstead(commit: boolean, outgoing: Outgoing): FaultPlan {
  return commit ? { processes: true, outgoing: () => outgoing } : { processes: false, outgoing };
}
