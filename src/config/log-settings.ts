import { z } from 'zod';

/** Section `log`: how much is logged, and how. */
export const logSchema = z
  .strictObject({
    level: z.enum(['error', 'warn', 'info', 'debug']).default('info').meta({
      description:
        'The least that is logged. error: somebody must act, data may be at risk; warn: unexpected, and mends itself; info: what the agent and its operators do; debug: each alert and attempt too.',
    }),
    format: z
      .enum(['json', 'text'])
      .default('json')
      .meta({ description: 'json: one object a line, for machines; text: for people at a terminal.' }),
  })
  .prefault({})
  .meta({ description: 'The log, on standard output.' });
