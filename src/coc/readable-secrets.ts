import type { Secret, SecretSource } from '../settings/secret.ts';

/** The values of those sources that can be read. */
export function readableSecrets(sources: readonly (SecretSource | undefined)[]): Secret[] {
  const secrets: Secret[] = [];
  for (const source of sources) {
    const secret = source && readable(source);
    if (secret) secrets.push(secret);
  }
  return secrets;
}

/** A source that cannot be read has no value that could be told; whoever needs it reports why. */
function readable(source: SecretSource): Secret | undefined {
  try {
    return source.current();
  } catch {
    return undefined;
  }
}
