import { z } from 'zod';
import { type FaultPlan, sendInstead } from './fault-plan.ts';

/** Resets the connection: before the call is processed, or after it. */
export const resetFaultSchemas = [
  z.strictObject({ type: z.literal('reset-before') }),
  z.strictObject({ type: z.literal('reset-after') }),
] as const;

/** A fault of this family. */
export type ResetFault = z.output<(typeof resetFaultSchemas)[number]>;

/** Plans a fault of this family. */
export function planResetFault(fault: ResetFault): FaultPlan {
  return sendInstead(fault.type === 'reset-after', { kind: 'reset' });
}
