import { z } from 'zod';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Resets the connection before or after the call is processed. */
export const resetFaultSchemas = [
  z.strictObject({ type: z.literal('reset-before') }),
  z.strictObject({ type: z.literal('reset-after') }),
] as const;

/** One reset fault. */
export type ResetFault = z.output<(typeof resetFaultSchemas)[number]>;

/** Plans a reset fault. */
export function planResetFault(fault: ResetFault): FaultPlan {
  return sendInstead(fault.type === 'reset-after', { kind: 'reset' });
}
