import type { z } from 'zod';
import { cocSchema } from '../coc/config.ts';
import { createRootSchema } from '../config/root-schema.ts';
import { ConfigError } from '../errors.ts';
import { fileJournalKind } from '../journals/file/file-journal-kind.ts';
import type { JournalKind } from '../outbox/ports/journal-kind.ts';
import type { ActiveAlerts } from '../sources/active-alerts.ts';
import { createAlertmanagerActive } from '../sources/alertmanager/active.ts';
import { alertmanagerSourceSchema } from '../sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../sources/alertmanager/source.ts';
import { createGrafanaActive } from '../sources/grafana/active.ts';
import { grafanaSourceSchema } from '../sources/grafana/config.ts';
import { createGrafanaSource } from '../sources/grafana/source.ts';
import type { Source, SourceDeps } from '../sources/source-port.ts';
import { createZabbixActive } from '../sources/zabbix/active.ts';
import { zabbixSourceSchema } from '../sources/zabbix/config.ts';
import { createZabbixSource } from '../sources/zabbix/source.ts';

/**
 * The kinds of journals. A new kind is a folder below `journals`, one entry here, and one call of its
 * contract test.
 */
export const JOURNAL_KINDS: readonly [JournalKind, ...JournalKind[]] = [fileJournalKind];

/** Finds the kind of journal with a type. @throws {ConfigError} when there is none. */
export function journalKindOf(type: string, kinds: readonly JournalKind[] = JOURNAL_KINDS): JournalKind {
  const kind = kinds.find((one) => one.type === type);
  if (kind) return kind;
  throw new ConfigError(
    `there is no journal of the type ${type}; use ${kinds.map((one) => one.type).join(', ')}`,
  );
}

/** The schema of the configuration file. This is the one place that knows every adapter's section. */
export const configSchema = createRootSchema({
  coc: cocSchema,
  sources: [alertmanagerSourceSchema, grafanaSourceSchema, zabbixSourceSchema],
  journals: JOURNAL_KINDS,
});

/** The configuration after reading and validation. */
export type Config = z.output<typeof configSchema>;

/**
 * Creates the source of a configured type. A new type is a folder below `sources`, its schema in the list
 * above, and one line here.
 *
 * @throws {ConfigError} when the file of a secret cannot be read.
 */
export function createSource(name: string, config: Config['sources'][string], deps: SourceDeps): Source {
  switch (config.type) {
    case 'alertmanager':
      return createAlertmanagerSource(name, config, deps);
    case 'grafana':
      return createGrafanaSource(name, config, deps);
    case 'zabbix':
      return createZabbixSource(name, config, deps);
  }
}

/**
 * Creates the client that asks a source for its active alerts; undefined when its configuration has no
 * `reconcile`.
 *
 * @throws {ConfigError} when the file of a secret or of certificate authorities cannot be used.
 */
export function createActiveAlerts(
  name: string,
  config: Config['sources'][string],
  deps: SourceDeps,
): ActiveAlerts | undefined {
  switch (config.type) {
    case 'alertmanager':
      return config.reconcile && createAlertmanagerActive(name, config.reconcile, deps);
    case 'grafana':
      return config.reconcile && createGrafanaActive(name, { ...config, reconcile: config.reconcile }, deps);
    case 'zabbix':
      return config.reconcile && createZabbixActive(name, { ...config, reconcile: config.reconcile }, deps);
  }
}
