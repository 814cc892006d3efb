import { z } from 'zod';
import { exactlyOneOf, secretPair } from '../secret.ts';

const token = exactlyOneOf('token');

/** Section `admin`: who may use the admin listener beyond health and metrics. */
export const adminSchema = z
  .strictObject({
    auth: z
      .strictObject({
        bearer: z
          .strictObject(secretPair('token', 'Token that every change needs, as Authorization: Bearer.'))
          .refine(token.check, token.params)
          .meta({ description: 'Authentication by a bearer token.' }),
      })
      .optional()
      .meta({
        description: 'Without it, beyond loopback only metrics and health are answered.',
      }),
  })
  .prefault({})
  .meta({ description: 'Who may use the admin listener.' });
