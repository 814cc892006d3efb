import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Longest delay that can be asked for, ms: a day. */
const MAX_MS = 86_400_000;

/** Late, never, or byte by byte. */
export const delayFaultSchemas = [
  z.strictObject({ type: z.literal('slow'), delayMs: z.int().min(0).max(MAX_MS) }),
  z.strictObject({
    type: z.literal('hang'),
    commit: z.boolean().default(false).meta({ description: 'Whether the call is processed before.' }),
  }),
  z.strictObject({ type: z.literal('drip'), intervalMs: z.int().min(1).max(MAX_MS) }),
] as const;

/** A fault of this family. */
export type DelayFault = z.output<(typeof delayFaultSchemas)[number]>;

/**
 * Plans a fault of this family. A slow call is processed when its delay is over, and not at all when its client has
 * gone by then; use `hang` with `commit` for a timeout after the work was done.
 */
export function planDelayFault(fault: DelayFault): FaultPlan {
  switch (fault.type) {
    case 'slow':
      return { processes: true, delayMs: fault.delayMs, outgoing: outgoingAnswer };
    case 'hang':
      return sendInstead(fault.commit, { kind: 'silence' });
    case 'drip':
      return {
        processes: true,
        outgoing: (answer) => ({ ...outgoingAnswer(answer), byteEveryMs: fault.intervalMs }),
      };
  }
}
