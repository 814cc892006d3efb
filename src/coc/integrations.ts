import { type Secret, type SecretSource, secretSourceOf, type Ticking } from '../settings/secret.ts';
import type { CocConfig } from './config.ts';
import { readableSecrets } from './readable-secrets.ts';
import { secretVersion } from './secret-version.ts';

/** The integration keys by the name of their integration. */
export interface Integrations {
  /** The key; undefined when there is no such integration, or its file cannot be read. */
  keyOf(name: string): Secret | undefined;
  names(): readonly string[];
  /** Changes whenever one of the keys changes. */
  version(): string;
}

/** Reads the integrations of the configuration; the one at the top is named `default`. */
export function integrationsOf(config: CocConfig, clock: Ticking): Integrations {
  const sources = new Map<string, SecretSource>();
  for (const [name, one] of [['default', config] as const, ...Object.entries(config.integrations)]) {
    const source = secretSourceOf(one, 'integrationKey', clock);
    if (source) sources.set(name, source);
  }
  return {
    keyOf: (name) => readableSecrets([sources.get(name)])[0],
    names: () => [...sources.keys()],
    version: secretVersion([...sources.values()]),
  };
}
