import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import type { FaultPlan } from './fault-plan.ts';

/** Answers as usual, but with a Date header that is wrong by `shiftMs`. */
export const dateFaultSchema = z.strictObject({
  type: z.literal('wrong-date'),
  shiftMs: z.int().min(-31_536_000_000).max(31_536_000_000),
});

/** Plans a date fault. */
export function planDateFault(fault: z.output<typeof dateFaultSchema>): FaultPlan {
  return {
    processes: 'now',
    outgoing: (answer) => ({ ...outgoingAnswer(answer), dateShiftMs: fault.shiftMs }),
  };
}
