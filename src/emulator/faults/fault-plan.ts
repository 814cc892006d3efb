import type { Answer, CallView } from '../call.ts';
import type { Outgoing } from '../outgoing.ts';

/** Effect of a fault on a call: when the call is processed, and what is sent instead of its answer. */
export type FaultPlan =
  | { readonly processes: 'never'; readonly outgoing: Outgoing }
  | {
      readonly processes: 'now';
      /** What the call sees; absent for what the options say. */
      readonly view?: CallView;
      readonly outgoing: (answer: Answer) => Outgoing;
    }
  /** Processes the call after `afterMs` and answers then, `evenIfGone` also when its client has gone. */
  | { readonly processes: 'late'; readonly afterMs: number; readonly evenIfGone: boolean }
  /** Sends `outgoing` at once, and processes the call after `afterMs`, whether its client is there or not. */
  | { readonly processes: 'behind'; readonly afterMs: number; readonly outgoing: Outgoing };

/** A plan that sends `outgoing` instead of the answer. `commit` processes the call first. */
export function sendInstead(commit: boolean, outgoing: Outgoing): FaultPlan {
  return commit ? { processes: 'now', outgoing: () => outgoing } : { processes: 'never', outgoing };
}
