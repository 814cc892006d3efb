import { z } from 'zod';
import type { Json } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { sharedJson, sharedReceiver, sharedText } from '../group-details.ts';
import { labelledAlertSchema } from '../labelled-alert.ts';
import { payloadError } from '../payload-error.ts';
import { isJsonObject, limitedAlerts } from '../shape.ts';

/**
 * Alertmanager's webhook body, version 4, of 0.19 to 0.34. `status` and the `common*` maps are of the group and say
 * nothing about one alert, so they are not read.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, read 2026-08
 * @see https://github.com/prometheus/alertmanager/blob/main/notify/webhook/webhook.go (AlertmanagerMessage), read 2026-08
 */
const groupSchema = z.object({
  receiver: sharedReceiver,
  /** Changes with the routing configuration: carried, never identity. */
  groupKey: sharedText,
  externalURL: sharedText,
  /** Since 0.21: how many alerts `max_alerts` cut off. */
  truncatedAlerts: z
    .number()
    .optional()
    .catch(undefined)
    .transform((count) => count || undefined),
  /** Since 0.32, in snake case; fixture `reason-and-route-labels.json`. */
  notification_reason: sharedText,
  /** Since 0.34; fixture `reason-and-route-labels.json`. */
  routeLabels: sharedJson,
});

/** What a message says about all its alerts. */
export type AlertmanagerGroup = ReturnType<typeof readGroup>;

/** One alert of a message; its own status is always there and is the only one that counts. */
export const alertmanagerAlertSchema = labelledAlertSchema.required({ status: true });

/** A message with its alerts still unread, so that a bad one harms no other. */
export interface AlertmanagerMessage {
  readonly group: AlertmanagerGroup;
  readonly alerts: readonly Json[];
}

/**
 * Takes a message apart.
 * @throws {PayloadError} when it is not a webhook body of version 4
 */
export function readAlertmanagerMessage(body: Json): AlertmanagerMessage {
  if (!isJsonObject(body)) throw payloadError(NOT_OURS);
  const { version, alerts } = body;
  if (version === '1' && Array.isArray(alerts))
    throw payloadError('this is a body of Grafana; send it to a source of type grafana');
  if (version === '3')
    throw payloadError('webhook version 3 is not supported; update Alertmanager to 0.19 or later');
  if (version !== '4' || !Array.isArray(alerts)) throw payloadError(NOT_OURS);
  return { group: readGroup(body), alerts: limitedAlerts(alerts) };
}

function readGroup(body: Json) {
  return omitAbsent(groupSchema.parse(body));
}

const NOT_OURS =
  'not a webhook body of Alertmanager (version "4" with a list "alerts"); remove "payload" from its webhook_configs';
