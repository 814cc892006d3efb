import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import { amountOf, amountSchema } from './drawn-amount.ts';
import type { Draw } from './draws.ts';
import type { FaultPlan } from './fault-plan.ts';

/** Age of what a call sees. */
export const lagSchema = amountSchema({ min: 0, max: Number.MAX_SAFE_INTEGER }).meta({
  description:
    'Lag with which the call sees incidents, war rooms, scripts and orders, ms, or its range {min, max}.',
});

/**
 * Answers from the past, `lagMs` ago. Replaces the options `incidentLagMs`, `handleLagMs` and `orders.lagMs` for
 * this call.
 */
export const lagFaultSchema = z.strictObject({ type: z.literal('lag'), lagMs: lagSchema });

/** Plans a lag fault. */
export function planLagFault(fault: z.output<typeof lagFaultSchema>, draw: Draw): FaultPlan {
  return { processes: 'now', view: { lagMs: amountOf(fault.lagMs, draw) }, outgoing: outgoingAnswer };
}
