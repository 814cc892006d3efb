import { z } from 'zod';
import { exactlyOneOf, secretPair } from '../settings/secret.ts';
import { isTimeZone } from '../time/time-zone.ts';

const token = exactlyOneOf('token');

/**
 * Section `admin`: access to the admin listener beyond health and metrics, and the time zone of operators.
 */
export const adminSchema = z
  .strictObject({
    auth: z
      .strictObject({
        bearer: z
          .strictObject(
            secretPair(
              'token',
              'Token that everything but health and metrics needs, sent as "Authorization: Bearer <token>".',
            ),
          )
          .refine(token.check, token.params)
          .meta({ description: 'Authentication by a bearer token.' }),
      })
      .optional()
      .meta({
        description: 'Without it, other hosts can only read health and metrics.',
      }),
    timezone: z
      .string()
      .refine(isTimeZone, 'is not a time zone; write a name of the IANA database, such as Asia/Shanghai')
      .default('UTC')
      .meta({ description: 'Time zone of the times that `alarms list` and `alarms show` print.' }),
  })
  .prefault({})
  .meta({ description: 'Access to the admin listener, and the time zone of its users.' });
