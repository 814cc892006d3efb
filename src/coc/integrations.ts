import { type Secret, type SecretSource, secretSourceOf, type Ticking } from '../settings/secret.ts';
import type { CocConfig } from './config.ts';
import { readableSecrets } from './readable-secrets.ts';
import { secretVersion } from './secret-version.ts';

/** Integration keys by the name of the integration. */
export interface Integrations {
  /** Returns a key; undefined when there is no such integration, or its file cannot be read. */
  keyOf(name: string): Secret | undefined;
  names(): readonly string[];
  /** Changes when one of the keys changes. */
  version(): string;
}

/**
 * Says what is wrong with an integration key; undefined for one that COC can take. The key is the last part of a
 * path.
 *
 * @see COC API Reference, "Reporting custom events": 1 to 255 characters.
 */
export function faultOfKey(key: Secret): string | undefined {
  const text = key.reveal();
  if (text.length > 255) return 'is longer than 255 characters';
  return /^[A-Za-z0-9_.~-]+$/.test(text)
    ? undefined
    : 'has characters that no key of COC has; it takes letters, digits and _ . ~ -';
}

/** Reads the integrations of the configuration. The one of `coc.integrationKey` has the name `default`. */
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
