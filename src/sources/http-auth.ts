import { filledSecret, secretSourceOf, type Ticking } from '../settings/secret.ts';
import { usable } from './authentication.ts';
import type { HttpAuth } from './reconcile-config.ts';

/**
 * Makes the authorization header for one call; no header without `auth`. It is made anew for each call, as
 * secret files change.
 * @throws {ConfigError} when the file of a secret was emptied
 */
export type AuthHeaders = () => Readonly<Record<string, string>>;

/**
 * Prepares the authorization header for the calls to a source.
 * @throws {ConfigError} when the file of a secret cannot be read, or is empty
 */
export function authHeaders(auth: HttpAuth | undefined, clock: Ticking): AuthHeaders {
  if (auth?.bearer) {
    const token = usable(secretSourceOf(auth.bearer, 'token', clock));
    return () => ({ authorization: `Bearer ${filledSecret(token).reveal()}` });
  }
  if (auth?.basic) {
    const { user } = auth.basic;
    const password = usable(secretSourceOf(auth.basic, 'password', clock));
    const encode = () => Buffer.from(`${user}:${filledSecret(password).reveal()}`).toString('base64');
    return () => ({ authorization: `Basic ${encode()}` });
  }
  return () => ({});
}
