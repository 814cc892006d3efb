import { z } from 'zod';
import { durationSchema } from '../settings/duration.ts';
import { exactlyOneOf, secretPair } from '../settings/secret.ts';

const MIN_EVERY_MS = 100;

const url = z
  .string()
  .refine(isHttpUrl, 'is not an http(s) address; write one such as http://alertmanager:9093')
  .refine((text) => !isHttpUrl(text) || `${new URL(text).username}${new URL(text).password}` === '', {
    error: 'contains a user name or a password; move it to reconcile.auth',
  });

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

const token = exactlyOneOf('token');
/** Schema of a token that the agent sends. */
export const bearerSchema = z
  .strictObject(secretPair('token', 'Token that the agent sends as "Authorization: Bearer <token>".'))
  .refine(token.check, token.params);

const password = exactlyOneOf('password');
/** Schema of a user as which the agent signs in. */
export const userSchema = z
  .strictObject({
    user: z.string().min(1).meta({ description: 'User name with which the agent signs in.' }),
    ...secretPair('password', 'Password of that user.'),
  })
  .refine(password.check, password.params);

/** Keys of `reconcile` that every type of source has. */
export const reconcileFields = {
  url: url.meta({ description: 'Address of the source, without the path of its API.' }),
  every: durationSchema
    .refine((ms) => ms >= MIN_EVERY_MS, 'is too short; write 100ms or more')
    .prefault('1m')
    .meta({
      description: 'Interval for asking the source for its active alerts. The first time is at the start.',
    }),
  grace: durationSchema.prefault('2m').meta({
    description:
      'Time for which an alert must be missing, in at least two answers, before the agent resolves its alarm. Missing alerts are also ignored for this long after a start of the agent, after a failed question, and after a restart of the source.',
  }),
  missedAfter: durationSchema.prefault('6m').meta({
    description:
      'Age from which an active alert counts as lost when no webhook brought it. Choose more than the source waits before it sends (group_wait plus group_interval).',
  }),
  suppressed: z.enum(['keep', 'resolve']).default('keep').meta({
    description:
      'Handling of the alarm of an alert that is silenced, inhibited or in maintenance. keep: leave it as it is. resolve: resolve it.',
  }),
  tls: z
    .strictObject({
      caFile: z.string().min(1).optional().meta({
        description: 'PEM file with certificate authorities to trust, in addition to the built-in ones.',
      }),
    })
    .prefault({})
    .meta({ description: 'Verification of the certificate of the source.' }),
  timeout: durationSchema.prefault('10s').meta({
    description: 'Longest time for one question, from the first byte sent to the last byte received.',
  }),
};

/** Schema of `auth` for an API with bearer tokens or HTTP basic authentication. */
export const httpAuthSchema = z
  .strictObject({
    bearer: bearerSchema.optional().meta({ description: 'Bearer token.' }),
    basic: userSchema.optional().meta({ description: 'User and password for HTTP basic authentication.' }),
  })
  .refine(({ bearer, basic }) => (bearer === undefined) !== (basic === undefined), {
    error: 'needs exactly one of bearer and basic',
  });

/** Values of {@link httpAuthSchema}. */
export type HttpAuth = z.output<typeof httpAuthSchema>;

/** Schema of the names of receivers or contact points. */
export const receiversSchema = z.array(z.string().min(1)).min(1);

/** Schema of `silentAfter` of a source. */
export const silentAfterSchema = durationSchema
  .refine((ms) => ms >= MIN_EVERY_MS, 'is too short; write 100ms or more')
  .optional()
  .meta({
    description:
      'Time without any webhook after which the agent raises an alarm that monitoring is silent. Choose more than the longest normal pause. By default there is no such alarm.',
  });

/** Keys of a source that repeats firing alerts, for use without `reconcile`. */
export const staleFields = {
  staleAfter: durationSchema.prefault('25h').meta({
    description:
      'Without reconcile: time without news of a firing alert after which its alarm is stale. Choose more than the repeat interval of the source (repeat_interval).',
  }),
  stale: z.enum(['resolve', 'mark']).default('resolve').meta({
    description: 'Handling of a stale alarm. resolve: resolve it in COC. mark: only note and count it.',
  }),
};
