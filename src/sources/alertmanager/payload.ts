import { z } from 'zod';
import type { Json } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { AlertList } from '../alert-list.ts';
import { refuseForeign } from '../foreign-body.ts';
import { sharedJson, sharedReceiver, sharedText } from '../group-details.ts';
import type { AlertsJson } from '../json-body.ts';
import { labelledAlertSchema } from '../labelled-alert.ts';
import { payloadError } from '../payload-error.ts';
import { refuseEssentialRepeated } from '../repeated-keys.ts';
import { isJsonObject } from '../shape.ts';

/**
 * Schema of the group fields in a webhook body, version 4, of Alertmanager 0.19 to 0.34. `status` and the
 * `common*` maps describe the group and not one alert, so they are not read.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, read 2026-08
 * @see https://github.com/prometheus/alertmanager/blob/main/notify/webhook/webhook.go (Message), read 2026-08
 */
const groupSchema = z.object({
  receiver: sharedReceiver,
  /** Kept for information. It changes with Alertmanager's routes, so it is never part of an identity. */
  groupKey: sharedText,
  externalURL: sharedText,
  /** Number of alerts that `max_alerts` cut off, since 0.21. */
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

/** Fields that all alerts of a message share. */
export type AlertmanagerGroup = ReturnType<typeof readGroup>;

/** Schema of one alert of a message. Its own status is required, and the group's status is ignored. */
export const alertmanagerAlertSchema = labelledAlertSchema.required({ status: true });

/** A message with its alerts still unread, so that an invalid one does not affect the others. */
export interface AlertmanagerMessage {
  readonly group: AlertmanagerGroup;
  readonly alerts: AlertList;
}

/**
 * Splits a message into group fields and alerts.
 * @throws {PayloadError} when it is not a webhook body of version 4
 */
export function readAlertmanagerMessage({
  value: body,
  repeatedKeys,
  alerts,
}: AlertsJson): AlertmanagerMessage {
  refuseForeign('alertmanager', body, alerts?.head.alerts);
  refuseEssentialRepeated(repeatedKeys);
  if (!isJsonObject(body)) throw payloadError(NOT_OURS);
  if (body.version === '3')
    throw payloadError('webhook version 3 is not supported; update Alertmanager to 0.19 or later');
  if (body.version !== '4' || !alerts) throw payloadError(NOT_OURS);
  return { group: readGroup(body), alerts };
}

function readGroup(body: Json) {
  return omitAbsent(groupSchema.parse(body));
}

const NOT_OURS =
  'not a webhook body of Alertmanager (version "4" with a list "alerts"); remove "payload" from its webhook_configs; if Grafana sends it, use a source of type grafana';
