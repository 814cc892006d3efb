import type { Answer } from '../call.ts';
import type { Outgoing } from '../outgoing.ts';

/** Effect of a fault on a call: whether the call is processed, and what is sent instead of its answer. */
export type FaultPlan =
  | { readonly processes: false; readonly outgoing: Outgoing }
  | {
      readonly processes: true;
      /** Delay before the call is processed, ms. */
      readonly delayMs?: number;
      /** Lag with which the call sees incidents and war rooms, ms. */
      readonly lagMs?: number;
      readonly outgoing: (answer: Answer) => Outgoing;
    };

/** A plan that sends `outgoing` instead of the answer. `commit` processes the call first. */
export function sendInstead(commit: boolean, outgoing: Outgoing): FaultPlan {
  return commit ? { processes: true, outgoing: () => outgoing } : { processes: false, outgoing };
}
