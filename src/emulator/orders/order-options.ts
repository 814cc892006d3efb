import { z } from 'zod';

/** Options about scripts and orders, where the reference contradicts itself. */
export const orderOptionsSchema = z.strictObject({
  statusNames: z.enum(['2.0', 'current']).default('current').meta({
    description:
      'State of a failed order in its detail: 2.0 says ERROR, as one table does; current says ABNORMAL, as the list and its examples do.',
  }),
  costs: z.enum(['ms', 's']).default('ms').meta({
    description:
      'Unit of execute_costs: s as the tables say, ms as in every example, where it is the end minus the begin.',
  }),
  table: z.enum(['bare', 'wrapped']).default('wrapped').meta({
    description:
      'Form of answers that the tables show bare: wrapped in data, because every example is, also where its table is bare.',
  }),
  executeError: z
    .union([z.literal(204), z.literal(400)])
    .default(400)
    .meta({
      description:
        'Status of a refused execution: the reference says 204 with a body, which HTTP cannot carry, so 400 as for all others.',
    }),
  lagMs: z.int().min(0).default(0).meta({
    description:
      'Lag of lists of scripts and of all reads of orders, ms; the reference lets one read the order that an execution has just named.',
  }),
  startAfterMs: z.int().min(0).default(500).meta({
    description: 'Time for which an order is READY before its first batch begins, ms.',
  }),
});
