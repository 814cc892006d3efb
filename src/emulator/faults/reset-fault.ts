import { z } from 'zod';
import { commitAfterSchema, commitAndSend } from './commit-after.ts';
import type { Draw } from './draws.ts';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Resets the connection before or after the call is processed. */
export const resetFaultSchemas = [
  z.strictObject({ type: z.literal('reset-before') }),
  z.strictObject({ type: z.literal('reset-after'), commitAfterMs: commitAfterSchema.optional() }),
] as const;

/** One reset fault. */
export type ResetFault = z.output<(typeof resetFaultSchemas)[number]>;

/** Plans a reset fault. */
export function planResetFault(fault: ResetFault, draw: Draw): FaultPlan {
  const reset = { kind: 'reset' } as const;
  if (fault.type === 'reset-before') return sendInstead(false, reset);
  return commitAndSend(fault.commitAfterMs, reset, draw);
}
