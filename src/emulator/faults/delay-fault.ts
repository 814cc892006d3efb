import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Longest possible delay, ms: a day. */
const MAX_MS = 86_400_000;

/** Answers that come late, never, or byte by byte. */
export const delayFaultSchemas = [
  z.strictObject({ type: z.literal('slow'), delayMs: z.int().min(0).max(MAX_MS) }),
  z.strictObject({
    type: z.literal('hang'),
    commit: z.boolean().default(false).meta({ description: 'true processes the call first.' }),
  }),
  z.strictObject({ type: z.literal('drip'), intervalMs: z.int().min(1).max(MAX_MS) }),
] as const;

/** One delay fault. */
export type DelayFault = z.output<(typeof delayFaultSchemas)[number]>;

/**
 * Plans a delay fault. A slow call is processed after its delay, or not at all if its client has gone by
 * then. Use `hang` with `commit` for a timeout after the call was processed.
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
