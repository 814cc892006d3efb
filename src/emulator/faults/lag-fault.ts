import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import type { FaultPlan } from './fault-plan.ts';

/** Answers as usual, about the past: as `incidentLagMs` and `handleLagMs` do, for this call instead of them. */
export const lagFaultSchema = z.strictObject({
  type: z.literal('lag'),
  lagMs: z.int().min(0).meta({ description: 'How far behind the call sees incidents and war rooms, ms.' }),
});

/** Plans a fault of this family. */
export function planLagFault(fault: z.output<typeof lagFaultSchema>): FaultPlan {
  return { processes: true, lagMs: fault.lagMs, outgoing: outgoingAnswer };
}
