import { z } from 'zod';
import { ALARM_LEVELS } from '../../alerts/alert.ts';
import { exactlyOneOf, secretPair } from '../../settings/secret.ts';
import { credentialFields, oneOrMore } from '../auth-config.ts';
import {
  httpAuthSchema,
  receiversSchema,
  reconcileFields,
  silentAfterSchema,
  staleFields,
} from '../reconcile-config.ts';

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of an HTTP header');
const secret = exactlyOneOf('secret');

const hmacSchema = z
  .strictObject({
    ...secretPair('secret', 'Secret of the contact point, under "HMAC signature".'),
    header: headerName
      .default('X-Grafana-Alerting-Signature')
      .meta({ description: 'Header with the signature, as in the contact point.' }),
    timestampHeader: headerName.optional().meta({
      description:
        'Header with the timestamp, as in the contact point. With it a recorded request is refused after 5 minutes.',
    }),
  })
  .refine(secret.check, secret.params);

/** One HMAC key of a Grafana source, as it was read. */
export type HmacConfig = z.output<typeof hmacSchema>;

const reconcileSchema = z.strictObject({
  ...reconcileFields,
  receivers: receiversSchema.meta({
    description: 'Contact points of Grafana that send here. An alert of others is never told to COC.',
  }),
  orgId: z
    .int()
    .min(1)
    .default(1)
    .meta({ description: 'Organization of Grafana whose alerts are asked for.' }),
  auth: httpAuthSchema.optional().meta({
    description: 'How we prove to Grafana who we are: the token of a service account with the role Viewer.',
  }),
});

/** `reconcile` of a Grafana, as it was read. */
export type GrafanaReconcile = z.output<typeof reconcileSchema>;

/** The configuration of a source that Grafana sends to. */
export const grafanaSourceSchema = z.strictObject({
  type: z.literal('grafana').meta({ description: 'Grafana alerting: a webhook contact point.' }),
  auth: z
    .strictObject({
      ...credentialFields,
      hmac: oneOrMore(hmacSchema).optional().meta({
        description:
          'Signature that every request must have (Grafana 12 or later), beside bearer or basic; a list while secrets change over.',
      }),
    })
    .optional()
    .meta({ description: 'How Grafana proves who it is. Without it everybody may send.' }),
  noDataLevel: z
    .enum(ALARM_LEVELS)
    .default('Minor')
    .meta({ description: 'Alarm level of "no data" and "query error" alerts that have no known severity.' }),
  reconcile: reconcileSchema.optional().meta({
    description: 'How Grafana is asked what is active, to repair what its webhooks lost.',
  }),
  ...staleFields,
  silentAfter: silentAfterSchema,
});

/** {@link grafanaSourceSchema} as it was read. */
export type GrafanaSourceConfig = z.output<typeof grafanaSourceSchema>;
