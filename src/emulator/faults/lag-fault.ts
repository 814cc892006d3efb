import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import type { FaultPlan } from './fault-plan.ts';

/**
 * Answers from the past, `lagMs` ago. Replaces the options `incidentLagMs` and `handleLagMs` for this call.
 */
export const lagFaultSchema = z.strictObject({
  type: z.literal('lag'),
  lagMs: z.int().min(0).meta({ description: 'Lag with which the call sees incidents and war rooms, ms.' }),
});

/** Plans a lag fault. */
export function planLagFault(fault: z.output<typeof lagFaultSchema>): FaultPlan {
  return { processes: true, lagMs: fault.lagMs, outgoing: outgoingAnswer };
}
