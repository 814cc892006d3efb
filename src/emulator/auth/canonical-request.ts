import { createHash, createHmac } from 'node:crypto';

/** The parts of a request that SDK-HMAC-SHA256 signs, exactly as they were sent. */
export interface SignedRequest {
  readonly method: string;
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly query: string;
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** Percent-encodes by RFC 3986: only letters, digits and `-_.~` stay. A space becomes `%20`, never `+`. */
function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Undoes percent-encoding; text that is not validly encoded stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (thrown instanceof URIError) return text;
    throw thrown;
  }
}

/** The path in the form that is signed: decoded once, each segment encoded once, with a slash at the end. */
export function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => encodeRfc3986(decode(segment)))
    .join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

/** The query in the form that is signed: sorted by key, then by value; a key without a value is `key=`. */
export function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((part) => part !== '')
    .map((part): readonly [string, string] => {
      const equals = part.indexOf('=');
      if (equals < 0) return [decode(part), ''];
      return [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
    });
  return pairs
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([key, value]) => `${encodeRfc3986(key)}=${encodeRfc3986(value)}`)
    .join('&');
}

/** The canonical request with the headers that the client listed, sorted by name. */
function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const names = [...signedHeaders].sort(compare);
  const headers = names.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join('');
  return [
    request.method.toUpperCase(),
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers,
    names.join(';'),
    bodyHash(request),
  ].join('\n');
}

/**
 * The SDK-HMAC-SHA256 signature of a request, lower-case hex.
 *
 * @see API Signature Guide, "AK/SK Signing and Authentication Algorithm": the key of the HMAC is the secret
 * key itself, there is no derived key.
 */
export function signatureOf(
  request: SignedRequest,
  signedHeaders: readonly string[],
  secretKey: string,
): string {
  const canonical = createHash('sha256').update(canonicalRequest(request, signedHeaders)).digest('hex');
  const stringToSign = `SDK-HMAC-SHA256\n${request.headers['x-sdk-date'] ?? ''}\n${canonical}`;
  return createHmac('sha256', secretKey).update(stringToSign).digest('hex');
}

/** The hash of the body bytes, or `UNSIGNED-PAYLOAD` when the client sends that instead. */
function bodyHash(request: SignedRequest): string {
  if (request.headers['x-sdk-content-sha256'] === 'UNSIGNED-PAYLOAD') return 'UNSIGNED-PAYLOAD';
  return createHash('sha256').update(request.body).digest('hex');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
