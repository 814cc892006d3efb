import { z } from 'zod';
import { durationSchema } from '../settings/duration.ts';
import { exactlyOneOf, secretPair } from '../settings/secret.ts';

const MIN_EVERY_MS = 100;

const url = z
  .string()
  .refine(isHttpUrl, 'is not an address; write one such as http://alertmanager:9093')
  .refine((text) => !isHttpUrl(text) || new URL(text).username === '', {
    error: 'holds a user name; write it into reconcile.auth',
  });

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

const token = exactlyOneOf('token');
/** A token that we send. */
export const bearerSchema = z
  .strictObject(secretPair('token', 'Token that we send as "Authorization: Bearer <token>".'))
  .refine(token.check, token.params);

const password = exactlyOneOf('password');
/** A user that we are. */
export const userSchema = z
  .strictObject({
    user: z.string().min(1).meta({ description: 'Name of the user that we are.' }),
    ...secretPair('password', 'Password of that user.'),
  })
  .refine(password.check, password.params);

/** The keys of `reconcile` that every type of source has. */
export const reconcileFields = {
  url: url.meta({ description: 'Address of the source, without the path of its API.' }),
  every: durationSchema
    .refine((ms) => ms >= MIN_EVERY_MS, 'is too often; write 100ms or more')
    .prefault('1m')
    .meta({ description: 'How often the source is asked what is active; the first time at the start.' }),
  grace: durationSchema.prefault('2m').meta({
    description:
      'How long an alert must be missing, in at least two answers, before its alarm counts as resolved; and how long nothing is concluded from missing alerts after our start, after the source could not be asked, and after its restart.',
  }),
  missedAfter: durationSchema.prefault('6m').meta({
    description:
      'How old an alert that we never got must be before it counts as lost: more than the source itself may wait with it (group_wait plus group_interval).',
  }),
  suppressed: z.enum(['keep', 'resolve']).default('keep').meta({
    description:
      'What becomes of the alarm of an alert that is silenced, inhibited or in maintenance: it stays as it is, or counts as resolved.',
  }),
  tls: z
    .strictObject({
      caFile: z.string().min(1).optional().meta({
        description: 'File with certificates of authorities (PEM) to trust beside the built-in ones.',
      }),
    })
    .prefault({})
    .meta({ description: 'How the certificate of the source is verified.' }),
  timeout: durationSchema
    .prefault('10s')
    .meta({ description: 'How long one answer may take, from the first byte sent to the last received.' }),
};

/** `auth` of an API that takes a token, or a user and password as HTTP does. */
export const httpAuthSchema = z
  .strictObject({
    bearer: bearerSchema.optional().meta({ description: 'A bearer token.' }),
    basic: userSchema.optional().meta({ description: 'User and password of HTTP basic authentication.' }),
  })
  .refine(({ bearer, basic }) => (bearer === undefined) !== (basic === undefined), {
    error: 'needs exactly one of bearer and basic',
  });

/** {@link httpAuthSchema} as it was read. */
export type HttpAuth = z.output<typeof httpAuthSchema>;

/** The name, or the names, of what the source sends to. */
export const receiversSchema = z.array(z.string().min(1)).min(1);

/** The key of a source for how long it may say nothing at all. */
export const silentAfterSchema = durationSchema
  .refine((ms) => ms >= MIN_EVERY_MS, 'is too short; write 100ms or more')
  .optional()
  .meta({
    description:
      'How long no webhook at all may come before COC is told that monitoring is silent; by default for ever. More than the source is ever quiet.',
  });

/** The keys of a source that repeats what fires, for when it can't be asked. */
export const staleFields = {
  staleAfter: durationSchema.prefault('25h').meta({
    description:
      'Without reconcile: how long nothing may be heard of a firing alert before its alarm is stale. More than the source takes to repeat itself (repeat_interval).',
  }),
  stale: z.enum(['resolve', 'mark']).default('resolve').meta({
    description:
      'What becomes of a stale alarm: COC is told that it is over, or it is only noted and counted.',
  }),
};
