import { z } from 'zod';
import { authSchema } from '../auth-config.ts';

/** The configuration of a source that Prometheus Alertmanager sends to. */
export const alertmanagerSourceSchema = z.strictObject({
  type: z
    .literal('alertmanager')
    .meta({ description: 'Prometheus Alertmanager 0.19 or later: a webhook_configs entry of a receiver.' }),
  auth: authSchema
    .optional()
    .meta({ description: 'How Alertmanager proves who it is. Without it everybody may send.' }),
});

/** {@link alertmanagerSourceSchema} as it was read. */
export type AlertmanagerSourceConfig = z.output<typeof alertmanagerSourceSchema>;
