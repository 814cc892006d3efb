import { createHash, createHmac } from 'node:crypto';
import { ConfigError } from '../errors.ts';

/** A request as the signature sees it. `path` is decoded and starts with `/`; `headers` are exactly those to sign. */
export interface SignableRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** The two halves of an access key, revealed. */
export interface KeyPair {
  readonly accessKey: string;
  readonly secretKey: string;
}

const ALGORITHM = 'SDK-HMAC-SHA256';

/** Percent-encodes by RFC 3986: all but `A-Z a-z 0-9 - _ . ~`, as upper-case UTF-8 bytes. A space is `%20`, never `+`. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The query string to sign and to send: sorted by name, then by value; a repeated value repeats its name. */
export function canonicalQuery(query: SignableRequest['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one] as const),
  );
  pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  return pairs.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Writes a time, epoch ms, as `X-Sdk-Date` wants it: `20240704T120000Z`. */
export function sdkDate(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/**
 * Checks that a header value cannot start another header, and arrives as it was signed.
 *
 * @throws {ConfigError} when it holds a control character or one beyond ASCII. The message does not hold the value.
 */
export function headerValue(name: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  throw new ConfigError(
    `the value for the header ${name} holds line breaks, control characters or characters beyond ASCII`,
    [],
  );
}

/** The canonical text of a request, whose hash is what is signed. Its path ends in `/` here, and only here. */
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
 * The `Authorization` header of a request. `headers` must hold `x-sdk-date`, and `host` exactly as it goes on the wire.
 *
 * @throws {ConfigError} when a header value cannot be sent as it is, or there is no `x-sdk-date` among them.
 * @see Huawei Cloud API Gateway, "API signing guide", signing algorithm
 */
export function authorization(request: SignableRequest, keys: KeyPair): string {
  const headers = signedHeaders(request);
  const date = headers.find(([name]) => name === 'x-sdk-date')?.[1];
  if (date === undefined) throw new ConfigError('a request cannot be signed without X-Sdk-Date', []);
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
