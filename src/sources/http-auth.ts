import { secretSourceOf, type Ticking } from '../settings/secret.ts';
import { usable } from './authentication.ts';
import type { HttpAuth } from './reconcile-config.ts';

/** The header that proves who we are, made anew for each call, as the file of a secret may change; none without `auth`. */
export type AuthHeaders = () => Readonly<Record<string, string>>;

/** @throws {ConfigError} when the file of a secret cannot be read, or holds nothing */
export function authHeaders(auth: HttpAuth | undefined, clock: Ticking): AuthHeaders {
  if (auth?.bearer) {
    const token = usable(secretSourceOf(auth.bearer, 'token', clock), 'reconcile');
    return () => ({ authorization: `Bearer ${token.current().reveal()}` });
  }
  if (auth?.basic) {
    const { user } = auth.basic;
    const password = usable(secretSourceOf(auth.basic, 'password', clock), 'reconcile');
    const encode = () => Buffer.from(`${user}:${password.current().reveal()}`).toString('base64');
    return () => ({ authorization: `Basic ${encode()}` });
  }
  return () => ({});
}
