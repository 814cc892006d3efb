import { z } from 'zod';

/** Section `log`: how much is logged, and how. */
export const logSchema = z
  .strictObject({
    level: z
      .enum(['error', 'warn', 'info', 'debug'])
      .default('info')
      .meta({ description: 'error: an operator must act; debug: one line per alert.' }),
    format: z.enum(['json', 'text']).default('json').meta({ description: 'text is for a terminal.' }),
  })
  .prefault({})
  .meta({ description: 'The log, on standard output.' });
