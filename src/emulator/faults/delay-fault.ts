import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import { commitAfterSchema, commitAndSend, MAX_DELAY_MS } from './commit-after.ts';
import { amountOf, amountSchema } from './drawn-amount.ts';
import type { Draw } from './draws.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Answers that come late, never, or byte by byte. */
export const delayFaultSchemas = [
  z.strictObject({ type: z.literal('slow'), delayMs: amountSchema({ min: 0, max: MAX_DELAY_MS }) }),
  z.strictObject({ type: z.literal('late'), commitAfterMs: commitAfterSchema }),
  z.strictObject({
    type: z.literal('hang'),
    commit: z.boolean().default(false).meta({ description: 'true processes the call first.' }),
    commitAfterMs: commitAfterSchema.optional(),
  }),
  z.strictObject({ type: z.literal('drip'), intervalMs: z.int().min(1).max(MAX_DELAY_MS) }),
] as const;

/** One delay fault. */
export type DelayFault = z.output<(typeof delayFaultSchemas)[number]>;

/**
 * Plans a delay fault. A slow call is processed after its delay, or not at all if its client has gone by
 * then. A late call is processed in any case. A call that hangs is never answered.
 */
export function planDelayFault(fault: DelayFault, draw: Draw): FaultPlan {
  switch (fault.type) {
    case 'slow':
      return { processes: 'late', afterMs: amountOf(fault.delayMs, draw), evenIfGone: false };
    case 'late':
      return { processes: 'late', afterMs: amountOf(fault.commitAfterMs, draw), evenIfGone: true };
    case 'hang': {
      const silence = { kind: 'silence' } as const;
      const commits = fault.commit || fault.commitAfterMs !== undefined;
      return commits ? commitAndSend(fault.commitAfterMs, silence, draw) : sendInstead(false, silence);
    }
    case 'drip':
      return {
        processes: 'now',
        outgoing: (answer) => ({ ...outgoingAnswer(answer), byteEveryMs: fault.intervalMs }),
      };
  }
}
