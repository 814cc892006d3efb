import { z } from 'zod';
import { durationSchema } from '../../settings/duration.ts';
import { isTimeZone } from '../../time/time-zone.ts';
import { authSchema } from '../auth-config.ts';
import {
  bearerSchema,
  reconcileFields,
  silentAfterSchema,
  staleFields,
  userSchema,
} from '../reconcile-config.ts';

const reconcileSchema = z.strictObject({
  ...reconcileFields,
  minSeverity: z.int().min(0).max(5).default(0).meta({
    description:
      'Least severity (0 not classified to 5 disaster) that the action sends here. Problems below are never told to COC.',
  }),
  auth: z
    .strictObject({
      bearer: bearerSchema.optional().meta({ description: 'An API token of Zabbix.' }),
      login: userSchema.optional().meta({ description: 'A user of Zabbix, and its password.' }),
    })
    .refine(({ bearer, login }) => (bearer === undefined) !== (login === undefined), {
      error: 'needs exactly one of bearer and login',
    })
    .meta({ description: 'Who we are: a user that may read the hosts whose problems are sent here.' }),
});

/** `reconcile` of a Zabbix, as it was read. */
export type ZabbixReconcile = z.output<typeof reconcileSchema>;

/** The configuration of a source that Zabbix sends to. */
export const zabbixSourceSchema = z.strictObject({
  type: z.literal('zabbix').meta({ description: 'Zabbix 6.0 or later: the media type of this project.' }),
  auth: authSchema
    .optional()
    .meta({ description: 'How Zabbix proves who it is. Without it everybody may send.' }),
  timezone: z
    .string()
    .refine(isTimeZone, 'is not a time zone; write a name of the IANA database, such as Asia/Shanghai')
    .optional()
    .meta({
      description:
        'Time zone of the user that Zabbix sends to, for the dates in its messages. Default: what the message tells, else UTC.',
    }),
  identity: z.enum(['event', 'trigger']).default('event').meta({
    description:
      'What one alarm is: a problem event, or a trigger. Take "trigger" only where no trigger makes several problems at once.',
  }),
  reconcile: reconcileSchema.optional().meta({
    description: 'How Zabbix is asked which problems there are, to repair what its messages lost.',
  }),
  staleAfter: durationSchema.optional().meta({
    description:
      'Without reconcile: how long nothing may be heard of a problem before its alarm is stale. Zabbix does not repeat itself, so by default never.',
  }),
  stale: staleFields.stale,
  silentAfter: silentAfterSchema,
});

/** {@link zabbixSourceSchema} as it was read. */
export type ZabbixSourceConfig = z.output<typeof zabbixSourceSchema>;
