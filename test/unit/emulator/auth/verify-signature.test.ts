import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAuthorization, parseSdkDate } from '../../../../src/emulator/auth/authorization-header.ts';
import {
  canonicalPath,
  canonicalQuery,
  type SignedRequest,
} from '../../../../src/emulator/auth/canonical-request.ts';
import { KeyRing } from '../../../../src/emulator/auth/key-ring.ts';
import { verifySignature } from '../../../../src/emulator/auth/verify-signature.ts';

interface Vector extends Omit<SignedRequest, 'body'> {
  readonly name: string;
  readonly body: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/emulator/signatures.json', import.meta.url), 'utf8'),
) as readonly Vector[];

const keyRing = () =>
  new KeyRing([{ accessKey: 'AccessKey', secretKey: 'SecretKey' }], { failures: 5, forMs: 300_000 });

function verify(vector: Vector, keys = keyRing(), shiftMs = 0) {
  const authorization = `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=${vector.signedHeaders.join(';')}, Signature=${vector.signature}`;
  const now = (parseSdkDate(vector.headers['x-sdk-date'] ?? '') ?? 0) + shiftMs;
  const request = {
    ...vector,
    headers: { ...vector.headers, authorization },
    body: Buffer.from(vector.body),
  };
  return verifySignature(request, { keys, now, maxSkewMs: 900_000 });
}

function vectorAt(index: number): Vector {
  const vector = vectors[index];
  if (!vector) throw new Error(`there is no vector ${index}`);
  return vector;
}

const badSignature = expect.objectContaining({
  kind: 'gateway',
  code: '0301',
  message: expect.stringContaining('verify aksk signature fail'),
});

describe('the signature check', () => {
  it('is tested with twelve vectors', () => {
    expect(vectors).toHaveLength(12);
  });

  it.each(vectors)('accepts vector $name', (vector) => {
    expect(verify(vector)).toEqual({ kind: 'accepted' });
  });

  it.each(vectors)('refuses vector $name when one byte is added to its body', (vector) => {
    expect(verify({ ...vector, body: `${vector.body} ` })).toEqual(badSignature);
  });

  it.each([
    ['method', { method: 'PUT' }],
    ['path', { path: '/v1/y' }],
    ['query', { query: 'a=1' }],
    ['host', { headers: { host: 'elsewhere', 'x-sdk-date': '20240704T120000Z' } }],
    ['date', { headers: { host: 'coc.myhuaweicloud.com', 'x-sdk-date': '20240704T120001Z' } }],
    ['secret', { signature: '0'.repeat(64) }],
  ])('refuses a request whose %s was changed after signing', (_name, change) => {
    expect(verify({ ...vectorAt(11), ...change })).toEqual(badSignature);
  });

  it('accepts the listed headers in any order', () => {
    const reversed = [...vectorAt(7).signedHeaders].reverse();
    expect(verify({ ...vectorAt(7), signedHeaders: reversed })).toEqual({ kind: 'accepted' });
  });

  it.each([
    [900_000, true],
    [-900_000, true],
    [901_000, false],
    [-901_000, false],
  ])('treats a clock that is %i ms away as acceptable: %s', (shiftMs, acceptable) => {
    const verdict = verify(vectorAt(6), keyRing(), shiftMs);
    expect(verdict).toEqual(acceptable ? { kind: 'accepted' } : badSignature);
  });

  it('refuses a request whose date is not among the signed headers', () => {
    expect(verify({ ...vectorAt(6), signedHeaders: ['host'] })).toEqual(badSignature);
  });

  it('names an unknown access key in its refusal', () => {
    const keys = new KeyRing([], { failures: 5, forMs: 1 });
    expect(verify(vectorAt(6), keys)).toMatchObject({
      message: expect.stringContaining('Get secretKey failed,ak:AccessKey,err:ak not exist'),
    });
  });

  it('locks a key after five bad signatures for five minutes, even for good ones', () => {
    const keys = keyRing();
    const bad = { ...vectorAt(6), body: 'x' };
    for (let n = 0; n < 5; n += 1) expect(verify(bad, keys)).toEqual(badSignature);
    expect(verify(vectorAt(6), keys)).toMatchObject({
      message: expect.stringContaining('AK access failed to reach the limit,forbidden'),
    });
    expect(verify(vectorAt(6), keys, 300_000)).toEqual({ kind: 'accepted' });
  });

  it('starts the count from zero after a good signature', () => {
    const keys = keyRing();
    const bad = { ...vectorAt(6), body: 'x' };
    for (let n = 0; n < 4; n += 1) verify(bad, keys);
    verify(vectorAt(6), keys);
    for (let n = 0; n < 4; n += 1) verify(bad, keys);
    expect(verify(vectorAt(6), keys)).toEqual({ kind: 'accepted' });
  });

  it('does not count a wrong clock towards the lock', () => {
    const keys = keyRing();
    for (let n = 0; n < 10; n += 1) verify(vectorAt(6), keys, 3_600_000);
    expect(verify(vectorAt(6), keys)).toEqual({ kind: 'accepted' });
  });

  it('requires the security token of a temporary key', () => {
    const temporary = { accessKey: 'AccessKey', secretKey: 'SecretKey', securityToken: 'TOK' };
    const keys = new KeyRing([temporary], { failures: 5, forMs: 1 });
    expect(verify(vectorAt(10), keys)).toEqual({ kind: 'accepted' });
    expect(verify(vectorAt(6), keys)).toMatchObject({ kind: 'gateway', code: '0301' });
  });
});

describe('canonical forms', () => {
  it('encodes the query as the vendor does', () => {
    const query = `limit=1&enable=true&test=${encodeURIComponent('一 (&=?!#%.*)')}&path=/tmp/123&multi=1&multi=2&multi=3`;
    expect(canonicalQuery(query)).toBe(
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    );
  });

  it.each([
    ['/a%20b', '/a%20b/'],
    ['/', '/'],
    ['/a/', '/a/'],
    ['/%zz', '/%25zz/'],
    ["/it's", '/it%27s/'],
  ])('turns the path %s into %s', (path, canonical) => {
    expect(canonicalPath(path)).toBe(canonical);
  });

  it.each([
    ['', ''],
    ['flag', 'flag='],
    ['b=2&a=1&a=0', 'a=0&a=1&b=2'],
    ['plus=a+b', 'plus=a%2Bb'],
  ])('turns the query "%s" into "%s"', (query, canonical) => {
    expect(canonicalQuery(query)).toBe(canonical);
  });

  it.each([
    '',
    'Bearer x',
    'SDK-HMAC-SHA256 Access=a',
    'SDK-HMAC-SHA256 Access=a, SignedHeaders=h, Signature=zz',
  ])('reads nothing from the header "%s"', (header) => {
    expect(parseAuthorization(header)).toBeUndefined();
  });

  it.each(['', '20240704T120000', '20241304T120000Z', '20240230T000000Z', '2024-07-04T12:00:00Z'])(
    'reads no date from "%s"',
    (text) => {
      expect(parseSdkDate(text)).toBeUndefined();
    },
  );
});
