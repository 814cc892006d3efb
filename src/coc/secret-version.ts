import type { SecretSource } from '../settings/secret.ts';
import { readableSecrets } from './readable-secrets.ts';

/**
 * Watches secrets for change without showing them to anyone: the version is a counter that grows when any of the sources
 * has another value than when it was last looked at. A source that cannot be read counts as empty.
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
