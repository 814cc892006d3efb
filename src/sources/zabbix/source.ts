import { severityMap } from '../../alerts/severity.ts';
import { authenticatedBy, credentialsCheck } from '../authentication.ts';
import { parseJsonBody } from '../json-body.ts';
import type { ReadAlert, Source, SourceDeps } from '../source-port.ts';
import { standardWebhooksCheck } from '../standard-webhooks.ts';
import type { ZabbixSourceConfig } from './config.ts';
import { normalizeZabbixMessage } from './normalize.ts';
import { readZabbixMessage } from './payload.ts';

/**
 * Makes a source for Zabbix 6.0 or later. A body is one message, from our media type or a similar one.
 * @throws {ConfigError} when the file of a secret cannot be read
 */
export function createZabbixSource(
  name: string,
  config: Pick<ZabbixSourceConfig, 'type' | 'auth' | 'identity' | 'timezone'>,
  deps: SourceDeps,
): Source {
  const { identity, timezone } = config;
  const severities = severityMap(deps.levels);
  const read = (body: Buffer, receivedAt: number): readonly ReadAlert[] => [
    normalizeZabbixMessage(readZabbixMessage(parseJsonBody(body)), {
      source: name,
      severities,
      identity,
      timezone,
      receivedAt,
    }),
  ];
  return {
    name,
    type: 'zabbix',
    ...authenticatedBy(
      credentialsCheck(config.auth, deps.clock),
      standardWebhooksCheck(config.auth?.standardWebhooks, deps.clock),
    ),
    read,
    readInParts: (body, receivedAt) => [read(body, receivedAt)],
  };
}
