import { z } from 'zod';

/** Section `log`: level and format of the log. */
export const logSchema = z
  .strictObject({
    level: z.enum(['error', 'warn', 'info', 'debug']).default('info').meta({
      description:
        'Lowest level that is logged. error: somebody must act, data may be at risk. warn: unexpected, but the agent recovers by itself. info: actions of the agent and its operators. debug: also each alert and each attempt.',
    }),
    format: z
      .enum(['json', 'text'])
      .default('json')
      .meta({ description: 'json: one object per line, for machines. text: for people at a terminal.' }),
    alarms: z.boolean().default(false).meta({
      description:
        'true: at level info one line for each alarm that opens, closes, or is delivered. About 1 KiB of log for each alarm from begin to end.',
    }),
  })
  .prefault({})
  .meta({ description: 'The log, on standard output.' });
