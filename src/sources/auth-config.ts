import { z } from 'zod';
import { exactlyOneOf, secretPair } from '../settings/secret.ts';

/** One of a kind, or a list of them, so that an old and a new secret are valid at once while senders change over. */
export function oneOrMore<T extends z.ZodType>(schema: T) {
  return z
    .union([schema, z.array(schema).min(1)], {
      error: (issue) => (issue.code === 'invalid_union' ? branchMessage(issue) : undefined),
    })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

/** The message of the branch that was meant: that of a list for a list. Unions say only "invalid input" themselves. */
function branchMessage(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const meant = issue.errors[Array.isArray(issue.input) ? 1 : 0] ?? [];
  const texts = meant.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  return texts.join('; ') || 'is neither one of them nor a list of them';
}

const token = exactlyOneOf('token');
const bearerSchema = z
  .strictObject(secretPair('token', 'Token that the sender gives as "Authorization: Bearer <token>".'))
  .refine(token.check, token.params);

const password = exactlyOneOf('password');
const basicSchema = z
  .strictObject({
    user: z
      .string()
      .min(1)
      .regex(/^[^:]*$/, 'cannot hold a colon, as HTTP separates the user from the password with it')
      .meta({ description: 'User name of HTTP basic authentication.' }),
    ...secretPair('password', 'Password of HTTP basic authentication.'),
  })
  .refine(password.check, password.params);

/** The keys of `auth` that every type of source has. Any one credential of them is enough. */
export const credentialFields = {
  bearer: oneOrMore(bearerSchema)
    .optional()
    .meta({ description: 'Bearer token that senders must have; a list while tokens change over.' }),
  basic: oneOrMore(basicSchema)
    .optional()
    .meta({ description: 'User and password that senders must have; a list while they change over.' }),
};

/** How senders prove who they are: a bearer token, a user and password, or either. */
export const authSchema = z.strictObject(credentialFields);

/** {@link authSchema} as it was read. */
export type AuthConfig = z.output<typeof authSchema>;
