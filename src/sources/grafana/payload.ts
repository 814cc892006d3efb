import { z } from 'zod';
import type { Json } from '../../alerts/alert.ts';
import type { AlertList } from '../alert-list.ts';
import { refuseForeign } from '../foreign-body.ts';
import { sharedReceiver, sharedText } from '../group-details.ts';
import type { AlertsJson } from '../json-body.ts';
import { labelledAlertSchema } from '../labelled-alert.ts';
import { payloadError } from '../payload-error.ts';
import { refuseEssentialRepeated, refuseRepeated } from '../repeated-keys.ts';
import { isJsonObject, optionalId, optionalJson, optionalText } from '../shape.ts';

/**
 * Schema of the group fields in a body of unified alerting. Three kinds of body fit: Grafana 8 to 13 (version
 * "1"); the plain Alertmanager body that Grafana 13 sends for imported receivers (version "4", without
 * Grafana's keys); and custom payloads that keep the list `alerts`.
 * @see
 * https://grafana.com/docs/grafana/v13.0/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 * "Body", read 2026-08; https://github.com/grafana/alerting receivers/webhook/v1/webhook.go, read 2026-08
 */
const groupSchema = z.object({
  receiver: sharedReceiver,
  groupKey: sharedText,
  externalURL: sharedText,
  truncatedAlerts: z.number().optional().catch(undefined),
  /** `null` in bodies of the template `webhook.default.payload`; absent in plain Alertmanager bodies. */
  orgId: optionalId,
  /** Templated text about all alerts of the group; empty when the template fails. */
  message: sharedText,
  /** Since Grafana 12.4; fixture `test-button.json`. */
  appVersion: sharedText,
});

/** Fields that all alerts of a message share. */
export type GrafanaGroup = Partial<z.output<typeof groupSchema>>;

/**
 * Schema of one alert of unified alerting. `status` is missing in custom lists (fixture `custom-list.json`).
 * @see https://github.com/grafana/alerting templates/template_data.go (ExtendedAlert), read 2026-08
 */
export const grafanaAlertSchema = labelledAlertSchema.extend({
  silenceURL: optionalText,
  /**
   * Since about Grafana 11.6 it contains the time range and changes with every message, so it is never part
   * of an identity.
   */
  dashboardURL: optionalText,
  panelURL: optionalText,
  imageURL: optionalText,
  /** Since 9.3; `null` when there are none (fixture `no-data.json`). */
  values: optionalJson,
  valueString: optionalText,
  /** Since 12.0; fixture `test-button.json`. */
  orgId: optionalId,
  /** Since 12.4. */
  ruleUID: optionalText,
});

/** Values of {@link grafanaAlertSchema}. */
export type GrafanaAlert = z.output<typeof grafanaAlertSchema>;

/**
 * One of the two kinds of body: unified alerting, with its alerts still unread, or legacy alerting of Grafana
 * 10 and older.
 */
export type GrafanaMessage =
  | {
      readonly kind: 'unified';
      readonly group: GrafanaGroup;
      readonly alerts: AlertList;
      /** True when the message is about one alert alone. */
      readonly alone: boolean;
    }
  | { readonly kind: 'legacy'; readonly body: Json };

/**
 * Splits a message into group fields and alerts. A bare list is a custom payload in the form of
 * Alertmanager's API.
 * @throws {PayloadError} when it is not a body that Grafana sends
 */
export function readGrafanaMessage({ value: body, repeatedKeys, alerts }: AlertsJson): GrafanaMessage {
  refuseForeign('grafana', body, alerts?.head.alerts);
  if (isJsonObject(body) && (Object.hasOwn(body, 'ruleId') || Object.hasOwn(body, 'evalMatches'))) {
    refuseRepeated(repeatedKeys);
    return { kind: 'legacy', body };
  }
  refuseEssentialRepeated(repeatedKeys);
  if (!alerts || !(isJsonObject(body) || isListOfAlerts(alerts))) throw payloadError(NOT_OURS);
  const group = groupSchema.parse(isJsonObject(body) ? body : {});
  const alone = alerts.head.alerts.length === 1 && !group.truncatedAlerts;
  return { kind: 'unified', group, alerts, alone };
}

/** True for a bare list with an alert in it. Other elements are judged one by one. */
function isListOfAlerts({ head }: AlertList): boolean {
  return head.alerts.length === 0 || head.alerts.some(isJsonObject);
}

const NOT_OURS =
  'not a webhook body of Grafana (an object with a list "alerts"); remove the custom payload from the contact point';
