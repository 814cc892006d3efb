import { createHash, timingSafeEqual } from 'node:crypto';
import type { SecretSource } from '../settings/secret.ts';

/** Tells whether an Authorization header has this token, in constant time. An empty token never matches. */
export function hasBearerToken(authorization: string | undefined, token: SecretSource): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  const wanted = token.current().reveal();
  return given !== undefined && wanted !== '' && timingSafeEqual(sha256Of(given), sha256Of(wanted));
}

function sha256Of(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
