import { z } from 'zod';
import { exactlyOneOf, secretPair } from '../settings/secret.ts';
import { isTimeZone } from '../time/time-zone.ts';

const token = exactlyOneOf('token');

/** Section `admin`: who may use the admin listener beyond health and metrics, and how operators are told times. */
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
    timezone: z
      .string()
      .refine(isTimeZone, 'is not a time zone; write a name of the IANA database, such as Asia/Shanghai')
      .default('UTC')
      .meta({ description: 'Time zone in which `alarms list` and `alarms show` tell times.' }),
  })
  .prefault({})
  .meta({ description: 'Who may use the admin listener, and the time zone of its users.' });
