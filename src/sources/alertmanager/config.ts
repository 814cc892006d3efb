import { z } from 'zod';
import { authSchema } from '../auth-config.ts';
import {
  httpAuthSchema,
  receiversSchema,
  reconcileFields,
  silentAfterSchema,
  staleFields,
} from '../reconcile-config.ts';

const reconcileSchema = z.strictObject({
  ...reconcileFields,
  receivers: receiversSchema.meta({
    description:
      'Receivers in the configuration of Alertmanager that send here. An alert of others is never told to COC.',
  }),
  auth: httpAuthSchema.optional().meta({ description: 'How we prove to Alertmanager who we are.' }),
});

/** `reconcile` of an Alertmanager, as it was read. */
export type AlertmanagerReconcile = z.output<typeof reconcileSchema>;

/** The configuration of a source that Prometheus Alertmanager sends to. */
export const alertmanagerSourceSchema = z.strictObject({
  type: z
    .literal('alertmanager')
    .meta({ description: 'Prometheus Alertmanager 0.19 or later: a webhook_configs entry of a receiver.' }),
  auth: authSchema
    .optional()
    .meta({ description: 'How Alertmanager proves who it is. Without it everybody may send.' }),
  reconcile: reconcileSchema.optional().meta({
    description: 'How Alertmanager is asked what is active, to repair what its webhooks lost.',
  }),
  ...staleFields,
  silentAfter: silentAfterSchema,
});

/** {@link alertmanagerSourceSchema} as it was read. */
export type AlertmanagerSourceConfig = z.output<typeof alertmanagerSourceSchema>;
