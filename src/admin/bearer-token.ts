import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '../errors.ts';
import { filledSecret, type SecretSource } from '../settings/secret.ts';

/**
 * Tells whether an Authorization header has this token, in constant time. A token that is empty, or cannot be read,
 * never matches.
 */
export function hasBearerToken(authorization: string | undefined, token: SecretSource): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  const wanted = tokenText(token);
  if (given === undefined || wanted === undefined) return false;
  return timingSafeEqual(sha256Of(given), sha256Of(wanted));
}

function tokenText(token: SecretSource): string | undefined {
  try {
    return filledSecret(token).reveal();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function sha256Of(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
