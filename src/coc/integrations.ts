import { type Secret, type SecretSource, secretSourceOf, type Ticking } from '../settings/secret.ts';
import type { CocConfig } from './config.ts';
import { readableSecrets } from './readable-secrets.ts';
import { secretVersion } from './secret-version.ts';

/** Integration keys by the name of the integration. */
export interface Integrations {
  /** Returns the key of a name, or of a former one; undefined when there is no such integration, or its file cannot be read. */
  keyOf(name: string): Secret | undefined;
  names(): readonly string[];
  /** Changes when one of the keys changes. */
  version(): string;
}

/** Reads the integrations of the configuration. The one of `coc.integrationKey` has the name `default`. */
export function integrationsOf(config: CocConfig, clock: Ticking): Integrations {
  const sources = new Map<string, SecretSource>();
  for (const [name, one] of [['default', config] as const, ...Object.entries(config.integrations)]) {
    const source = secretSourceOf(one, 'integrationKey', clock);
    if (source) sources.set(name, source);
  }
  const namesNow = new Map(
    Object.entries(config.integrations).flatMap(
      ([name, { renamedFrom }]) => renamedFrom?.map((former) => [former, name] as const) ?? [],
    ),
  );
  return {
    keyOf: (name) => readableSecrets([sources.get(namesNow.get(name) ?? name)])[0],
    names: () => [...sources.keys()],
    version: secretVersion([...sources.values()]),
  };
}
