import { severityMap } from '../../alerts/severity.ts';
import { authenticatedBy, credentialsCheck } from '../authentication.ts';
import { parseJsonBody } from '../json-body.ts';
import type { Source, SourceDeps } from '../source.ts';
import type { AlertmanagerSourceConfig } from './config.ts';
import { normalizeAlert } from './normalize.ts';
import { readMessage } from './payload.ts';

/**
 * The source that a Prometheus Alertmanager of 0.19 to 0.34 sends to.
 * @throws {ConfigError} when the file of a secret cannot be read
 */
export function createAlertmanagerSource(
  name: string,
  config: Pick<AlertmanagerSourceConfig, 'type' | 'auth'>,
  deps: SourceDeps,
): Source {
  const severities = severityMap(deps.levels);
  return {
    name,
    type: 'alertmanager',
    ...authenticatedBy(credentialsCheck(config.auth)),
    read(body) {
      const { group, alerts } = readMessage(parseJsonBody(body));
      return alerts.map((raw, index) => normalizeAlert(raw, index, { source: name, severities, group }));
    },
  };
}
