import { z } from 'zod';
import { authSchema } from '../auth-config.ts';
import { isTimeZone } from './zone.ts';

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
});

/** {@link zabbixSourceSchema} as it was read. */
export type ZabbixSourceConfig = z.output<typeof zabbixSourceSchema>;
