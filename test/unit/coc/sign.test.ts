import { describe, expect, it } from 'vitest';
import {
  authorization,
  canonicalQuery,
  canonicalRequest,
  encodeRfc3986,
  headerValue,
  type SignableRequest,
  sdkDate,
} from '../../../src/coc/sign.ts';

const KEYS = { accessKey: 'AccessKey', secretKey: 'SecretKey' };
const COC = 'coc.myhuaweicloud.com';
const JULY = '20240704T120000Z';

function signatureOf(request: SignableRequest): string {
  return /Signature=([0-9a-f]{64})$/.exec(authorization(request, KEYS))?.[1] ?? '';
}

interface Vector {
  readonly name: string;
  readonly method?: string;
  readonly host?: string;
  readonly date: string;
  readonly path: string;
  readonly query?: Record<string, string | readonly string[]>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signature: string;
}

const VPC = '/v1/77b6a44cba5143ab91d13ab9a8ff44fd';

const VECTORS: readonly Vector[] = [
  {
    name: '1 a GET with a query',
    method: 'GET',
    host: 'service.endpoint.myhuaweicloud.com',
    date: '20200608T023900Z',
    path: '/resources',
    query: { size: '1' },
    signature: 'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
  },
  {
    name: '2 a POST with a body',
    host: 'service.endpoint.myhuaweicloud.com',
    date: '20200608T023900Z',
    path: '/resources',
    query: { size: '1' },
    body: '{"name":"test","id":1}',
    signature: '436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f',
  },
  {
    name: '3 a GET with two query values',
    method: 'GET',
    host: 'service.region.example.com',
    date: '20191115T033655Z',
    path: `${VPC}/vpcs`,
    query: { marker: '13551d6b-755d-4757-b956-536f674975c0', limit: '2' },
    signature: 'fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d',
  },
  {
    name: '4 a POST without a query',
    host: 'service.region.example.com',
    date: '20191115T033655Z',
    path: `${VPC}/vpc/123`,
    body: '{"key":"value"}',
    signature: 'b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771',
  },
  {
    name: '5 the root path',
    method: 'GET',
    host: 'example.com',
    date: '20191115T033655Z',
    path: '/',
    signature: '919ad8b75d4ad49da0d377e63ee21c4a7a54b752f6bf2878b4adbe9c19927da6',
  },
  {
    name: '6 only the date signed',
    method: 'GET',
    date: '20060102T150405Z',
    path: '/path',
    query: { limit: '1' },
    signature: '5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624',
  },
  {
    name: '7 a custom event',
    host: COC,
    date: JULY,
    path: '/v1/event/huawei/custom/0123456789abcdef0123456789abcdef',
    body: '{"alarmId":"a1"}',
    signature: '8e09e66eda5c600231fb5b91d8c76721f7335651f38ca9cd851f9ad8444884e9',
  },
  {
    name: '8 a custom event with its content type signed',
    host: COC,
    date: JULY,
    path: '/v1/event/huawei/custom/0123456789abcdef0123456789abcdef',
    headers: { 'Content-Type': 'application/json' },
    body: '{"alarmId":"a1"}',
    signature: '9cc4056cd1098f684fe222956d9113d7647d77c8f945c9563a5f626c14b8817f',
  },
  {
    name: '9 a query that needs escapes, and a repeated value',
    method: 'GET',
    host: COC,
    date: JULY,
    path: '/v1/x',
    query: { limit: '10', name_like: '一 (&=?!#%.*)', resource_id_list: ['b', 'a'] },
    signature: 'e8375dfc05bc3e323049c77445511ad3505cdb384c7e40f9870af8ddb3c8b252',
  },
  {
    name: '10 a host with a port',
    method: 'GET',
    host: '127.0.0.1:8443',
    date: JULY,
    path: '/v1/x',
    signature: 'b0a2870d7abffb75cde77ce32d0d42c7fc6d315d0fef394fccdd01960fcfeaaf',
  },
  {
    name: '11 a security token and a project',
    method: 'GET',
    host: COC,
    date: JULY,
    path: '/v1/x',
    headers: { 'X-Security-Token': 'TOK', 'X-Project-Id': 'p1' },
    signature: '200c1016f6321f2073e48f1e8fa1ff28af1b6be5d40392aaa51e4cb898716b75',
  },
  {
    name: '12 a body beyond ASCII',
    host: COC,
    date: JULY,
    path: '/v1/x',
    body: '{"alarmName":"Cpu 使用超额预警"}',
    signature: '4a44f49cda695a2a9cadbd648141d71d7ceba7a39f2e9e041665efa0104229be',
  },
];

function requestOf({ method = 'POST', host, date, headers, ...rest }: Vector): SignableRequest {
  return { ...rest, method, headers: { 'X-Sdk-Date': date, ...(host ? { Host: host } : {}), ...headers } };
}

describe('authorization', () => {
  it.each(VECTORS)('reproduces the known signature of $name', (vector) => {
    expect(signatureOf(requestOf(vector))).toBe(vector.signature);
  });

  it('names what it signed, in order, and in lower case', () => {
    const header = authorization(
      { method: 'GET', path: '/v1/x', headers: { 'X-Sdk-Date': JULY, 'X-Project-Id': 'p1', Host: COC } },
      KEYS,
    );
    expect(header).toMatch(
      /^SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-project-id;x-sdk-date, Signature=/,
    );
  });

  it('signs the bytes of a body as it signs its text', () => {
    const request = { method: 'POST', path: '/', headers: { 'x-sdk-date': JULY } };
    const text = '{"alarmName":"磁盘"}';
    expect(signatureOf({ ...request, body: Buffer.from(text) })).toBe(
      signatureOf({ ...request, body: text }),
    );
  });

  it('will not sign without a date', () => {
    expect(() => authorization({ method: 'GET', path: '/', headers: { host: COC } }, KEYS)).toThrow(
      'X-Sdk-Date',
    );
  });

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0b', '磁盘', 'a\u007f'])(
    'will not sign the header value %j',
    (value) => {
      const sign = () =>
        authorization(
          { method: 'GET', path: '/', headers: { 'x-sdk-date': JULY, 'x-project-id': value } },
          KEYS,
        );
      expect(sign).toThrow('coc.auth.projectId');
      expect(sign).not.toThrow(value);
    },
  );

  it('will not put an access key with a line break into a header', () => {
    const request = { method: 'GET', path: '/', headers: { 'x-sdk-date': JULY } };
    expect(() => authorization(request, { ...KEYS, accessKey: 'a\r\nb' })).toThrow('coc.auth.accessKey');
  });
});

describe('canonicalRequest', () => {
  const request = {
    method: 'get',
    path: '/a b/(c)',
    headers: { 'X-Sdk-Date': ' 20240704T120000Z ', Host: COC },
  };

  it('encodes the decoded path once, ends it with a slash, trims values and leaves a blank line after the headers', () => {
    expect(canonicalRequest(request).split('\n')).toEqual([
      'GET',
      '/a%20b/%28c%29/',
      '',
      `host:${COC}`,
      'x-sdk-date:20240704T120000Z',
      '',
      'host;x-sdk-date',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ]);
  });
});

describe('canonicalQuery', () => {
  it('sorts by name and value, repeats a repeated name, and never writes a plus for a space', () => {
    expect(
      canonicalQuery({
        limit: '1',
        enable: 'true',
        test: '一 (&=?!#%.*)',
        path: '/tmp/123',
        multi: ['3', '1', '2'],
      }),
    ).toBe(
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    );
  });

  it('writes an empty value with its equals sign, and nothing for no values', () => {
    expect(canonicalQuery({ a: '' })).toBe('a=');
    expect(canonicalQuery({})).toBe('');
  });
});

it('escapes what encodeURIComponent leaves', () => {
  expect(encodeRfc3986("!'()*-_.~ +")).toBe('%21%27%28%29%2A-_.~%20%2B');
});

it('writes the date in UTC without separators and milliseconds', () => {
  expect(sdkDate(Date.UTC(2024, 6, 4, 12, 0, 0, 999))).toBe(JULY);
});

it('lets plain header values pass unchanged', () => {
  expect(headerValue('x', 'a b~')).toBe('a b~');
});
