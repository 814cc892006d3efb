import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '../errors.ts';
import { type SecretSource, secretSourceOf } from '../settings/secret.ts';
import type { AuthConfig } from './auth-config.ts';
import type { AuthFailure, AuthResult, Source, WebhookHeaders, WebhookRequest } from './source.ts';

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
 * The check for the tokens and passwords of a configuration, any one of which is enough; undefined when there are none.
 * @throws {ConfigError} when the file of a secret cannot be read, or holds nothing
 */
export function credentialsCheck(config: AuthConfig | undefined): CredentialsCheck | undefined {
  const bearer = (config?.bearer ?? []).map((entry) => usable(secretSourceOf(entry, 'token'), 'bearer'));
  const basic = (config?.basic ?? []).map((entry) => ({
    user: entry.user,
    password: usable(secretSourceOf(entry, 'password'), 'basic'),
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
 * Makes sure at once, not with the first alert, that a secret can be read.
 * @throws {ConfigError} when it cannot, or is empty
 */
export function usable(secret: SecretSource | undefined, kind: string): SecretSource {
  if (secret === undefined || secret.current().reveal() === '')
    throw new ConfigError(`the ${kind} secret of a source is empty; write it into its file`);
  return secret;
}

/** A result that turns the request away. */
export function failure(reason: AuthFailure): AuthResult {
  return { ok: false, reason };
}

/** An empty secret (its file was emptied since) gives nothing, so that it matches nobody. */
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

/** Compares with every candidate, over digests, so that neither time nor length tells anything about them. */
function matchesAny(given: string, valid: readonly string[]): boolean {
  const digest = digestOf(given);
  let matched = false;
  for (const candidate of valid) matched = timingSafeEqual(digest, digestOf(candidate)) || matched;
  return matched;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
