import { z } from 'zod';
import { durationSchema } from '../settings/duration.ts';

const positive = () => durationSchema.refine((ms) => ms > 0, 'must be longer than nothing');

const backoffSchema = z
  .strictObject({
    initial: positive().prefault('1s').meta({ description: 'Longest delay before the second attempt.' }),
    max: positive().prefault('5m').meta({ description: 'Longest delay before any later attempt.' }),
  })
  .refine(({ initial, max }) => initial <= max, {
    error: 'is shorter than the initial delay; raise max, or lower initial',
    path: ['max'],
  })
  .prefault({})
  .meta({ description: 'Delays between the attempts for one entry: doubled each time, with full jitter.' });

const incidentPollSchema = z
  .strictObject({
    initial: positive().prefault('30s').meta({ description: 'Wait before an incident is looked at.' }),
    max: positive().prefault('10m').meta({ description: 'Longest wait between two looks at an incident.' }),
  })
  .refine(({ initial, max }) => initial <= max, {
    error: 'is shorter than the initial wait; raise max, or lower initial',
    path: ['max'],
  })
  .prefault({})
  .meta({
    description:
      'How often the agent looks what people do with an open incident; ever more rarely when nothing.',
  });

/** Section `delivery`: how the agent calls COC. Durations are in ms once read. */
export const deliverySchema = z
  .strictObject({
    concurrency: z.int().min(1).max(512).default(32).meta({ description: 'Calls to COC at the same time.' }),
    requestsPerSecond: z
      .number()
      .positive()
      .max(10_000)
      .optional()
      .meta({ description: 'Attempts a second at each integration; by default as many as it takes.' }),
    burst: z.int().min(1).max(10_000).optional().meta({
      description: 'How many may go at once after a rest; by default those of one second.',
    }),
    backoff: backoffSchema,
    confirmRejectedAfter: positive().prefault('1m').meta({
      description: 'When an entry that COC refused is tried again before it becomes a dead letter.',
    }),
    incidentLookupDelay: positive()
      .prefault('30s')
      .meta({ description: 'How long to wait before looking whether an uncertain incident was opened.' }),
    incidentPoll: incidentPollSchema,
  })
  .refine(({ burst, requestsPerSecond }) => burst === undefined || requestsPerSecond !== undefined, {
    error: 'does nothing without requestsPerSecond; set that, or remove burst',
    path: ['burst'],
  })
  .prefault({})
  .meta({ description: 'How the agent calls COC.' });
