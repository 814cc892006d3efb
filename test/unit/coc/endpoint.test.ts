import { describe, expect, it } from 'vitest';
import { addressOf, endpointSchema, isLoopback, proxySchema } from '../../../src/coc/endpoint.ts';

describe('the hosts that can only be this machine', () => {
  it.each([
    ['http://localhost', true],
    ['http://coc.localhost:9200', true],
    ['http://localhost.example.com', false],
    ['http://notlocalhost', false],
    ['http://[::1]', true],
    ['http://[::2]', false],
    ['http://127.0.0.1', true],
    ['http://127.255.254.253', true],
    ['http://128.0.0.1', false],
    ['http://127.0.0.1.example.com', false],
    ['other://x127.0.0.1', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopback(new URL(url))).toBe(expected);
  });
});

describe('the address of a proxy', () => {
  it.each([
    ['http://proxy:3128/', 'http://proxy:3128'],
    ['HTTPS://Proxy:443', 'https://proxy'],
  ])('%s is %s', (text, origin) => {
    expect(proxySchema.parse(text)).toBe(origin);
  });

  it.each(['proxy', 'proxy:3128', 'ftp://proxy:21', 'socks5://proxy/', 'xhttp://proxy/', 'http://proxy/x'])(
    'is not %s',
    (text) => {
      expect(proxySchema.safeParse(text).error?.issues).toMatchObject([
        { message: expect.stringContaining('is not the address of a proxy') },
      ]);
    },
  );
});

it.each(['xhttps://coc.example/', 'https+x://coc.example/', 'ftp://coc.example'])(
  'an endpoint is not %s',
  (text) => {
    expect(endpointSchema.safeParse(text).error?.issues).toMatchObject([
      { message: expect.stringContaining('which is not supported; use https') },
    ]);
  },
);

it.each([
  ['https://coc.myhuaweicloud.com', 'coc.myhuaweicloud.com:443'],
  ['https://COC.myhuaweicloud.com:443', 'coc.myhuaweicloud.com:443'],
  ['https://coc.myhuaweicloud.com.', 'coc.myhuaweicloud.com:443'],
  ['https://coc.myhuaweicloud.com:8443', 'coc.myhuaweicloud.com:8443'],
  ['http://localhost:9097', 'this machine:9097'],
  ['http://LOCALHOST:9097', 'this machine:9097'],
  ['http://127.0.0.1:9097', 'this machine:9097'],
  ['http://[::1]:9097', 'this machine:9097'],
  ['http://localhost', 'this machine:80'],
  ['https://localhost', 'this machine:443'],
])('%s is at %s', (origin, address) => {
  expect(addressOf(origin)).toBe(address);
});
