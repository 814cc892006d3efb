import { z } from 'zod';
import { exactlyOneOf, secretPair } from '../settings/secret.ts';

/**
 * Schema of one value or a list of them. With a list, an old and a new secret are valid during a rotation.
 */
export function oneOrMore<T extends z.ZodType>(schema: T) {
  return z
    .union([schema, z.array(schema).min(1)], {
      error: (issue) => (issue.code === 'invalid_union' ? branchMessage(issue) : undefined),
    })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

/**
 * Picks the message of the branch that was meant: the list's for a list. The union's own message is only
 * "invalid input".
 */
function branchMessage(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const meant = issue.errors[Array.isArray(issue.input) ? 1 : 0] ?? [];
  const texts = meant.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  return texts.join('; ') || 'is neither one entry nor a list of entries';
}

const token = exactlyOneOf('token');
const bearerSchema = z
  .strictObject(secretPair('token', 'Token that the sender sends as "Authorization: Bearer <token>".'))
  .refine(token.check, token.params);

const password = exactlyOneOf('password');
const basicSchema = z
  .strictObject({
    user: z
      .string()
      .min(1)
      .regex(
        /^[^:]*$/,
        'contains a colon, which HTTP uses to separate user and password; choose another name',
      )
      .meta({ description: 'User name for HTTP basic authentication.' }),
    ...secretPair('password', 'Password for HTTP basic authentication.'),
  })
  .refine(password.check, password.params);

const secret = exactlyOneOf('secret');
const standardWebhooksSchema = z
  .strictObject(
    secretPair(
      'secret',
      'Secret by the Standard Webhooks specification: whsec_ and 24 to 64 bytes in Base64.',
    ),
  )
  .refine(secret.check, secret.params);

/** Values of one secret by the Standard Webhooks specification. */
export type StandardWebhooksConfig = z.output<typeof standardWebhooksSchema>;

/**
 * Keys of `auth` that every type of source has. A request needs one of the credentials `bearer` and `basic`, where they
 * are configured, and a signature, where one is.
 */
export const credentialFields = {
  bearer: oneOrMore(bearerSchema)
    .optional()
    .meta({ description: 'Bearer token that senders must send. Write a list during a rotation.' }),
  basic: oneOrMore(basicSchema)
    .optional()
    .meta({ description: 'User and password that senders must send. Write a list during a rotation.' }),
  standardWebhooks: oneOrMore(standardWebhooksSchema).optional().meta({
    description:
      'Signature by the Standard Webhooks specification (webhook-id, webhook-timestamp, webhook-signature) that every request must have, in addition to bearer or basic. Write a list during a rotation.',
  }),
};

/** Credentials of senders: bearer tokens, users with passwords, or both kinds. */
export const authSchema = z.strictObject(credentialFields);

/** Values of {@link authSchema}. */
export type AuthConfig = z.output<typeof authSchema>;
