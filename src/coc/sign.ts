import { createHash, createHmac } from 'node:crypto';
import { ConfigError } from '../errors.ts';

/** Parameters of a query. A list repeats its name. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/**
 * The parts of a request that are signed. `path` is decoded and starts with `/`; `headers` are exactly those
 * to sign.
 */
export interface SignableRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Query | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Id and secret of an access key, in plain text. */
export interface KeyPair {
  readonly accessKey: string;
  readonly secretKey: string;
}

const ALGORITHM = 'SDK-HMAC-SHA256';

/**
 * Percent-encodes all characters but `A-Z a-z 0-9 - _ . ~` (RFC 3986), in upper case. A space becomes `%20`,
 * never `+`.
 */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Makes the query string to sign and to send: sorted by name, then by value. A list of values repeats the
 * name.
 */
export function canonicalQuery(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one] as const),
  );
  pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  return pairs.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** Formats epoch ms for the header `X-Sdk-Date`: `20240704T120000Z`. */
export function sdkDate(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** The settings that become headers, so that a message names what somebody wrote. */
const SETTINGS: Readonly<Record<string, string>> = {
  authorization: 'coc.auth.accessKey',
  'x-security-token': 'coc.auth.securityToken',
  'x-project-id': 'coc.auth.projectId',
  'x-domain-id': 'coc.auth.domainId',
  'x-auth-token': 'the token that IAM issued',
};

/**
 * Checks that a header value cannot start another header, and arrives as it was signed.
 *
 * @throws {ConfigError} when it has a control or non-ASCII character. The message does not show the value.
 */
export function headerValue(name: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  throw new ConfigError(
    `${SETTINGS[name.toLowerCase()] ?? `the header ${name}`} has line breaks, control characters or non-ASCII characters; correct it`,
  );
}

/** Makes the canonical text of a request, whose hash is signed. Only here the path ends with `/`. */
export function canonicalRequest(request: SignableRequest): string {
  const path = request.path.split('/').map(encodeRfc3986).join('/');
  const headers = signedHeaders(request);
  return [
    request.method.toUpperCase(),
    path.endsWith('/') ? path : `${path}/`,
    canonicalQuery(request.query),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    headers.map(([name]) => name).join(';'),
    sha256(request.body ?? ''),
  ].join('\n');
}

/**
 * Signs a request: returns its `Authorization` header. `headers` must have `x-sdk-date`, and `host` exactly
 * as it is sent.
 *
 * @throws {ConfigError} when a header value cannot be sent unchanged, or `x-sdk-date` is missing.
 * @see Huawei Cloud API Gateway, "API signing guide", signing algorithm
 */
export function authorization(request: SignableRequest, keys: KeyPair): string {
  const headers = signedHeaders(request);
  const date = headers.find(([name]) => name === 'x-sdk-date')?.[1];
  if (date === undefined) throw new ConfigError('a request cannot be signed without X-Sdk-Date');
  const toSign = [ALGORITHM, date, sha256(canonicalRequest(request))].join('\n');
  const signature = createHmac('sha256', keys.secretKey).update(toSign).digest('hex');
  const names = headers.map(([name]) => name).join(';');
  const access = headerValue('Authorization', keys.accessKey);
  return `${ALGORITHM} Access=${access}, SignedHeaders=${names}, Signature=${signature}`;
}

function signedHeaders({ headers }: SignableRequest): (readonly [string, string])[] {
  return Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), headerValue(name, value).trim()] as const)
    .sort(([a], [b]) => compare(a, b));
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
