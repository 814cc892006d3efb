import { severityMap } from '../../alerts/severity.ts';
import { authenticatedBy, credentialsCheck } from '../authentication.ts';
import { readAlertsJson } from '../json-body.ts';
import { readAlerts } from '../read-alerts.ts';
import type { ReadAlert, Source, SourceDeps } from '../source-port.ts';
import { standardWebhooksCheck } from '../standard-webhooks.ts';
import type { GrafanaSourceConfig } from './config.ts';
import { hmacCheck } from './hmac.ts';
import { readLegacy } from './legacy.ts';
import { normalizeGrafanaAlert } from './normalize.ts';
import { readGrafanaMessage } from './payload.ts';

/**
 * Makes a source for Grafana 8 to 13, and for the legacy alerting of older ones. When both credentials and a
 * signature are configured, a request must have both.
 * @throws {ConfigError} when the file of a secret cannot be read
 */
export function createGrafanaSource(
  name: string,
  config: Pick<GrafanaSourceConfig, 'type' | 'auth' | 'noDataLevel'>,
  deps: SourceDeps,
): Source {
  const rules = {
    source: name,
    severities: severityMap(deps.levels),
    noDataLevel: config.noDataLevel,
  };
  const readInParts = (body: Buffer, receivedAt: number): Iterable<readonly ReadAlert[]> => {
    const message = readGrafanaMessage(readAlertsJson(body));
    if (message.kind === 'legacy') return [[readLegacy(message.body, rules)]];
    const { group, alone } = message;
    const context = { ...rules, group, alone, receivedAt };
    return readAlerts(message.alerts, (raw, index) => normalizeGrafanaAlert(raw, index, context));
  };
  return {
    name,
    type: 'grafana',
    ...authenticatedBy(
      credentialsCheck(config.auth, deps.clock),
      hmacCheck(config.auth?.hmac, deps.clock) ??
        standardWebhooksCheck(config.auth?.standardWebhooks, deps.clock),
    ),
    readInParts,
    read: (body, receivedAt) => [...readInParts(body, receivedAt)].flat(),
  };
}
