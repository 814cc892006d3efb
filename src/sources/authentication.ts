import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '../errors.ts';
import { type SecretSource, secretSourceOf, type Ticking } from '../settings/secret.ts';
import type { AuthConfig } from './auth-config.ts';
import type { AuthFailure, AuthResult, Source, WebhookHeaders, WebhookRequest } from './source-port.ts';

/** Checks the token or password of a request. */
export type CredentialsCheck = (headers: WebhookHeaders) => AuthResult;

/** The two steps of checking a signature. */
export interface SignatureCheck {
  /** Before the body is read: whether there is a signature at all. */
  readonly isSigned: (headers: WebhookHeaders) => boolean;
  readonly check: (request: WebhookRequest, now: number) => AuthResult;
}

/** Requires all the checks that are given; without any the source is open. */
export function authenticatedBy(
  credentials: CredentialsCheck | undefined,
  signature?: SignatureCheck | undefined,
): Pick<Source, 'open' | 'checkCredentials' | 'checkSignature'> {
  return {
    open: credentials === undefined && signature === undefined,
    checkCredentials(headers) {
      const result = credentials?.(headers) ?? { ok: true };
      return result.ok && signature && !signature.isSigned(headers) ? failure('missing-signature') : result;
    },
    ...(signature && { checkSignature: signature.check }),
  };
}

/**
 * Makes the check for the tokens and passwords of a configuration. A request needs one of them. Undefined
 * when none is configured.
 * @throws {ConfigError} when the file of a secret cannot be read, or is empty
 */
export function credentialsCheck(
  config: AuthConfig | undefined,
  clock: Ticking,
): CredentialsCheck | undefined {
  const bearer = (config?.bearer ?? []).map((entry) => usable(secretSourceOf(entry, 'token', clock)));
  const basic = (config?.basic ?? []).map((entry) => ({
    user: entry.user,
    password: usable(secretSourceOf(entry, 'password', clock)),
  }));
  if (bearer.length + basic.length === 0) return undefined;
  return (headers) => {
    const { scheme, credentials } = authorizationOf(headers.authorization);
    if (credentials === '') return failure('missing-credentials');
    const valid =
      scheme === 'basic'
        ? basic.flatMap(({ user, password }) => secretText(password, (value) => `${user}:${value}`))
        : bearer.flatMap((token) => secretText(token, (value) => value));
    const given = scheme === 'basic' ? Buffer.from(credentials, 'base64').toString('utf8') : credentials;
    const known = scheme === 'basic' || scheme === 'bearer';
    return known && matchesAny(given, valid) ? { ok: true } : failure('wrong-credentials');
  };
}

/**
 * Checks at the start, not at the first alert, that a secret can be read.
 * @throws {ConfigError} when it cannot be read, or is empty
 */
export function usable(secret: SecretSource | undefined): SecretSource {
  if (secret === undefined) throw new ConfigError('a secret is missing; write it, or the path of its file');
  secret.current();
  return secret;
}

/** Makes the result for a request whose signature is valid and covers a time. `signed` is all that it covers. */
export function signedAt(...signed: readonly (string | Uint8Array)[]): AuthResult {
  const hash = createHash('sha256');
  for (const part of signed) hash.update(part);
  return { ok: true, digest: hash.digest('base64') };
}

/** Makes the result for a refused request. */
export function failure(reason: AuthFailure): AuthResult {
  return { ok: false, reason };
}

/** Returns nothing for an empty secret, as its file may be emptied later, so that it matches no request. */
function secretText(secret: SecretSource, text: (value: string) => string): string[] {
  const value = secret.current().reveal();
  return value === '' ? [] : [text(value)];
}

function authorizationOf(header: string | undefined): { scheme: string; credentials: string } {
  const text = header?.trim() ?? '';
  const blank = text.indexOf(' ');
  if (blank < 0) return { scheme: '', credentials: text };
  return { scheme: text.slice(0, blank).toLowerCase(), credentials: text.slice(blank + 1).trim() };
}

/**
 * Compares digests with every candidate, so that neither timing nor length reveals anything about the
 * secrets.
 */
function matchesAny(given: string, valid: readonly string[]): boolean {
  const digest = digestOf(given);
  let matched = false;
  for (const candidate of valid) matched = timingSafeEqual(digest, digestOf(candidate)) || matched;
  return matched;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
