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
import { renameFields } from '../rename-config.ts';

const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not a valid name of an HTTP header; use letters, digits and -');
const secret = exactlyOneOf('secret');

const hmacSchema = z
  .strictObject({
    ...secretPair('secret', 'Secret in the section "HMAC signature" of the contact point.'),
    header: headerName
      .default('X-Grafana-Alerting-Signature')
      .meta({ description: 'Header with the signature, as set in the contact point.' }),
    timestampHeader: headerName.optional().meta({
      description:
        'Header with the timestamp, as set in the contact point. With it, a recorded request is refused after 5 minutes.',
    }),
  })
  .refine(secret.check, secret.params);

/** Values of one HMAC key of a Grafana source. */
export type HmacConfig = z.output<typeof hmacSchema>;

const reconcileSchema = z.strictObject({
  ...reconcileFields,
  receivers: receiversSchema.meta({
    description:
      'Contact points of Grafana that send to the agent. Lost alerts of other contact points are not sent to COC.',
  }),
  orgId: z
    .int()
    .min(1)
    .default(1)
    .meta({ description: 'Id of the Grafana organization whose alerts are listed.' }),
  auth: httpAuthSchema.optional().meta({
    description: 'Credentials of the agent for Grafana: the token of a service account with the role Viewer.',
  }),
});

/** Values of `reconcile` of a Grafana source. */
export type GrafanaReconcile = z.output<typeof reconcileSchema>;

/** Schema of a source for Grafana. */
export const grafanaSourceSchema = z.strictObject({
  type: z.literal('grafana').meta({ description: 'Grafana alerting: a webhook contact point.' }),
  auth: z
    .strictObject({
      ...credentialFields,
      hmac: oneOrMore(hmacSchema).optional().meta({
        description:
          'Signature that every request must have (Grafana 12 or later), in addition to bearer or basic. Write a list during a rotation.',
      }),
    })
    .refine(({ hmac, standardWebhooks }) => hmac === undefined || standardWebhooks === undefined, {
      error: 'has two kinds of signature; remove hmac or standardWebhooks',
      path: ['standardWebhooks'],
    })
    .optional()
    .meta({ description: 'Credentials that Grafana must send. Without them, anybody can send.' }),
  noDataLevel: z
    .enum(ALARM_LEVELS)
    .default('Minor')
    .meta({ description: 'Alarm level of "no data" and "query error" alerts without a known severity.' }),
  reconcile: reconcileSchema.optional().meta({
    description: 'Questions to Grafana for its active alerts, to repair what its webhooks lost.',
  }),
  ...renameFields,
  ...staleFields,
  silentAfter: silentAfterSchema,
});

/** Values of {@link grafanaSourceSchema}. */
export type GrafanaSourceConfig = z.output<typeof grafanaSourceSchema>;
