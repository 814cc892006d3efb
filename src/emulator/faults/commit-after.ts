import type { Outgoing } from '../outgoing.ts';
import { type Amount, amountOf, amountSchema } from './drawn-amount.ts';
import type { Draw } from './draws.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Longest possible delay, ms: a day. */
export const MAX_DELAY_MS = 86_400_000;

/** Time after which a call is processed, whether its client is still there or not. */
export const commitAfterSchema = amountSchema({ min: 0, max: MAX_DELAY_MS }).meta({
  description:
    'Processes the call this long after it came, ms or {min, max}, also when its client has gone by then.',
});

/** A plan that sends `outgoing` at once. It processes the call `afterMs` later, or first if that is not given. */
export function commitAndSend(afterMs: Amount | undefined, outgoing: Outgoing, draw: Draw): FaultPlan {
  if (afterMs === undefined) return sendInstead(true, outgoing);
  return { processes: 'behind', afterMs: amountOf(afterMs, draw), outgoing };
}
