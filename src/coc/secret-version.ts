import type { SecretSource } from '../settings/secret.ts';
import { readableSecrets } from './readable-secrets.ts';

/**
 * Detects changes of secrets. The returned function gives a version: a counter that grows when a secret has
 * another value than at the last call. A secret that cannot be read counts as empty.
 */
export function secretVersion(sources: readonly SecretSource[]): () => string {
  let version = 0;
  let seen: readonly (string | undefined)[] | undefined;
  return () => {
    const values = sources.map((source) => readableSecrets([source])[0]?.reveal());
    if (seen?.some((value, index) => value !== values[index])) version += 1;
    seen = values;
    return String(version);
  };
}
