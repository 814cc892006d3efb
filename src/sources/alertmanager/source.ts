import { severityMap } from '../../alerts/severity.ts';
import { authenticatedBy, credentialsCheck } from '../authentication.ts';
import { readAlertsJson } from '../json-body.ts';
import { readAlerts } from '../read-alerts.ts';
import type { ReadAlert, Source, SourceDeps } from '../source-port.ts';
import { standardWebhooksCheck } from '../standard-webhooks.ts';
import type { AlertmanagerSourceConfig } from './config.ts';
import { normalizeAlertmanagerAlert } from './normalize.ts';
import { readAlertmanagerMessage } from './payload.ts';

/**
 * Makes a source for Prometheus Alertmanager 0.19 to 0.34.
 * @throws {ConfigError} when the file of a secret cannot be read
 */
export function createAlertmanagerSource(
  name: string,
  config: Pick<AlertmanagerSourceConfig, 'type' | 'auth'>,
  deps: SourceDeps,
): Source {
  const severities = severityMap(deps.levels);
  const readInParts = (body: Buffer): Iterable<readonly ReadAlert[]> => {
    const { group, alerts } = readAlertmanagerMessage(readAlertsJson(body));
    const context = { source: name, severities, group };
    return readAlerts(alerts, (raw, index) => normalizeAlertmanagerAlert(raw, index, context));
  };
  return {
    name,
    type: 'alertmanager',
    ...authenticatedBy(
      credentialsCheck(config.auth, deps.clock),
      standardWebhooksCheck(config.auth?.standardWebhooks, deps.clock),
    ),
    readInParts,
    read: (body) => [...readInParts(body)].flat(),
  };
}
