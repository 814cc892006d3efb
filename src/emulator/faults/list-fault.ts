import { z } from 'zod';
import { outgoingAnswer } from '../outgoing.ts';
import { amountOf, amountSchema } from './drawn-amount.ts';
import type { Draw } from './draws.ts';
import type { FaultPlan } from './fault-plan.ts';
import { lagSchema } from './lag-fault.ts';

const rowsSchema = amountSchema({ min: 0, max: 1_000_000 });

/** Makes the pages and the total of a list wrong. It changes nothing for calls that list nothing. */
export const listFaultSchema = z.strictObject({
  type: z.literal('list'),
  totalOff: amountSchema({ min: -1_000_000, max: 1_000_000 }).optional().meta({
    description: 'Number by which the total is wrong; it never falls below 0.',
  }),
  totalAs: z.enum(['number', 'text', 'missing']).default('number').meta({
    description: 'Form of the total: a number, a number as text, or no total at all.',
  }),
  overlapRows: rowsSchema.optional().meta({
    description: 'Number of rows of each page that the next page repeats at its beginning.',
  }),
  pageCap: z.int().min(1).optional().meta({ description: 'Largest page, whatever the caller asks for.' }),
  missingRows: rowsSchema.optional().meta({
    description:
      'Number of rows, chosen at random, that each page leaves out although the total counts them.',
  }),
  unfiltered: z.boolean().default(false).meta({ description: 'true lists all, whatever the filters say.' }),
  lagMs: lagSchema.optional(),
});

/** Plans a list fault. */
export function planListFault(fault: z.output<typeof listFaultSchema>, draw: Draw): FaultPlan {
  const listing = {
    totalOff: amountOf(fault.totalOff ?? 0, draw),
    totalAs: fault.totalAs,
    unfiltered: fault.unfiltered,
    overlapRows: amountOf(fault.overlapRows ?? 0, draw),
    missingRows: amountOf(fault.missingRows ?? 0, draw),
    draw,
    ...(fault.pageCap !== undefined && { pageCap: fault.pageCap }),
  };
  const view = fault.lagMs === undefined ? { listing } : { listing, lagMs: amountOf(fault.lagMs, draw) };
  return { processes: 'now', view, outgoing: outgoingAnswer };
}
