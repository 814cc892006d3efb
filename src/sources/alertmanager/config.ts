import { z } from 'zod';
import { authSchema } from '../auth-config.ts';
import {
  httpAuthSchema,
  receiversSchema,
  reconcileFields,
  silentAfterSchema,
  staleFields,
} from '../reconcile-config.ts';
import { renameFields } from '../rename-config.ts';

const reconcileSchema = z.strictObject({
  ...reconcileFields,
  receivers: receiversSchema.meta({
    description:
      'Receivers in the configuration of Alertmanager that send to the agent. Lost alerts of other receivers are not sent to COC.',
  }),
  auth: httpAuthSchema.optional().meta({ description: 'Credentials of the agent for Alertmanager.' }),
});

/** Values of `reconcile` of an Alertmanager source. */
export type AlertmanagerReconcile = z.output<typeof reconcileSchema>;

/** Schema of a source for Prometheus Alertmanager. */
export const alertmanagerSourceSchema = z.strictObject({
  type: z
    .literal('alertmanager')
    .meta({ description: 'Prometheus Alertmanager 0.19 or later: a webhook_configs entry of a receiver.' }),
  auth: authSchema
    .optional()
    .meta({ description: 'Credentials that Alertmanager must send. Without them, anybody can send.' }),
  reconcile: reconcileSchema.optional().meta({
    description: 'Questions to Alertmanager for its active alerts, to repair what its webhooks lost.',
  }),
  ...renameFields,
  ...staleFields,
  silentAfter: silentAfterSchema,
});

/** Values of {@link alertmanagerSourceSchema}. */
export type AlertmanagerSourceConfig = z.output<typeof alertmanagerSourceSchema>;
