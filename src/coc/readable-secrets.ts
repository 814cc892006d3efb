import { filledSecret, type Secret, type SecretSource } from '../settings/secret.ts';

/** Returns the secrets that can be read and are not empty. */
export function readableSecrets(sources: readonly (SecretSource | undefined)[]): Secret[] {
  const secrets: Secret[] = [];
  for (const source of sources) {
    const secret = source && readable(source);
    if (secret) secrets.push(secret);
  }
  return secrets;
}

/** Reads a secret; undefined when that fails, or it is empty. The code that needs the secret reports the error. */
function readable(source: SecretSource): Secret | undefined {
  try {
    return filledSecret(source);
  } catch {
    return undefined;
  }
}
