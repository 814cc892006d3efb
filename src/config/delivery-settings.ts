import { z } from 'zod';
import { durationSchema } from '../settings/duration.ts';

const positive = () => durationSchema.refine((ms) => ms > 0, 'must be longer than 0s');

/** A duration above zero, up to this one, as written in the file. */
const upTo = (longest: string) =>
  positive().refine((ms) => ms <= durationSchema.parse(longest), `must be at most ${longest}`);

interface WaitTexts {
  /** Defaults, as written in the file. */
  readonly initial: string;
  readonly max: string;
  readonly descriptions: { readonly initial: string; readonly max: string; readonly section: string };
}

/** A wait that grows from `initial` to `max`. */
function growingWait({ initial, max, descriptions }: WaitTexts) {
  return z
    .strictObject({
      initial: positive().prefault(initial).meta({ description: descriptions.initial }),
      max: positive().prefault(max).meta({ description: descriptions.max }),
    })
    .refine((wait) => wait.initial <= wait.max, {
      error: 'is shorter than initial; raise max, or lower initial',
      path: ['max'],
    })
    .prefault({})
    .meta({ description: descriptions.section });
}

const backoffSchema = growingWait({
  initial: '1s',
  max: '5m',
  descriptions: {
    initial: 'Longest delay before the second attempt for an entry.',
    max: 'Longest delay before each later attempt.',
    section:
      'Delays between the attempts for one entry. The longest delay doubles each time; the actual delay is random, up to it.',
  },
});

const incidentPollSchema = growingWait({
  initial: '30s',
  max: '10m',
  descriptions: {
    initial: 'Time from opening an incident to reading its state for the first time.',
    max: 'Longest time between two reads of its state.',
    section:
      'How often the agent reads the state of an open incident from COC, to detect manual changes. The intervals grow while nothing changes.',
  },
});

/** Section `delivery`: pace and retries of calls to COC. Durations are read into ms. */
export const deliverySchema = z
  .strictObject({
    concurrency: z
      .int()
      .min(1)
      .max(512)
      .default(32)
      .meta({ description: 'Calls to COC at the same time, at most.' }),
    requestsPerSecond: z
      .number()
      .positive()
      .max(10_000)
      .optional()
      .meta({ description: 'Calls per second to each integration, at most. By default there is no limit.' }),
    burst: z.int().min(1).max(10_000).optional().meta({
      description: 'Calls that may be made at once after a pause. By default requestsPerSecond, at least 1.',
    }),
    backoff: backoffSchema,
    confirmRejectedAfter: positive().prefault('1m').meta({
      description:
        'Delay before the second attempt for an entry that COC refused. If COC refuses it again, it becomes a dead letter.',
    }),
    incidentLookupDelay: upTo('1h').prefault('30s').meta({
      description:
        'Delay after a call that may have opened an incident or a war room, before the agent searches COC for it. It doubles with each search, up to ten times this.',
    }),
    incidentAbsentAfter: upTo('24h').prefault('2m').meta({
      description:
        'How long COC may still carry out a call after the agent got no answer to it. Only an incident that is absent for this time and incidentListLag is requested again.',
    }),
    incidentListLag: upTo('24h').prefault('90s').meta({
      description: 'Time by which the list of incidents in COC may lag behind.',
    }),
    incidentAskAfter: upTo('7d').prefault('30m').meta({
      description:
        'Time after which a person is asked whether COC opened an incident. The agent goes on searching for it.',
    }),
    incidentPoll: incidentPollSchema,
  })
  .refine(
    ({ incidentAbsentAfter, incidentListLag, incidentAskAfter }) =>
      incidentAskAfter >= incidentAbsentAfter + incidentListLag,
    {
      error:
        'is shorter than incidentAbsentAfter and incidentListLag together, in which the agent finds out by itself; raise it',
      path: ['incidentAskAfter'],
    },
  )
  .refine(({ burst, requestsPerSecond }) => burst === undefined || requestsPerSecond !== undefined, {
    error: 'has no effect without requestsPerSecond; set it, or remove burst',
    path: ['burst'],
  })
  .prefault({})
  .meta({ description: 'Pace and retries of calls to COC.' });
