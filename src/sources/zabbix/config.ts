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
import { renameFields } from '../rename-config.ts';

const reconcileSchema = z.strictObject({
  ...reconcileFields,
  minSeverity: z.int().min(0).max(5).default(0).meta({
    description:
      'Lowest severity that the action of Zabbix sends to the agent, from 0 (not classified) to 5 (disaster). Lost problems below it are not sent to COC.',
  }),
  auth: z
    .strictObject({
      bearer: bearerSchema.optional().meta({ description: 'API token of Zabbix.' }),
      login: userSchema.optional().meta({ description: 'User of Zabbix, and its password.' }),
    })
    .refine(({ bearer, login }) => (bearer === undefined) !== (login === undefined), {
      error: 'needs exactly one of bearer and login',
    })
    .meta({
      description:
        'Credentials of the agent for Zabbix. Its user needs permission to read the hosts whose problems are sent to the agent.',
    }),
});

/** Values of `reconcile` of a Zabbix source. */
export type ZabbixReconcile = z.output<typeof reconcileSchema>;

/** Schema of a source for Zabbix. */
export const zabbixSourceSchema = z.strictObject({
  type: z.literal('zabbix').meta({ description: 'Zabbix 6.0 or later: the media type of this project.' }),
  auth: authSchema
    .optional()
    .meta({ description: 'Credentials that Zabbix must send. Without them, anybody can send.' }),
  timezone: z
    .string()
    .refine(isTimeZone, 'is not a time zone; write a name of the IANA database, such as Asia/Shanghai')
    .optional()
    .meta({
      description:
        'Time zone of the Zabbix user that receives the messages, for the dates in them. By default the zone that the message shows, otherwise UTC.',
    }),
  identity: z.enum(['event', 'trigger']).default('event').meta({
    description:
      'Identity of an alarm: a problem event, or a trigger. Use "trigger" only when no trigger has several problems at once.',
  }),
  reconcile: reconcileSchema.optional().meta({
    description: 'Questions to Zabbix for its problems, to repair what its messages lost.',
  }),
  ...renameFields,
  staleAfter: durationSchema.prefault('7d').meta({
    description:
      'Without reconcile: time without news of a problem after which its alarm is stale. Zabbix repeats its messages only where the steps of an escalation repeat, so choose more than your longest problem lasts.',
  }),
  stale: staleFields.stale,
  silentAfter: silentAfterSchema,
});

/** Values of {@link zabbixSourceSchema}. */
export type ZabbixSourceConfig = z.output<typeof zabbixSourceSchema>;
