import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { framingFault } from '../../../src/http/framing.ts';

type Header = readonly [name: string, value: string];

/** A request as Node hands it over: of several headers with one name the first is in `headers`. */
function request(given: readonly Header[], { url = '/', httpVersion = '1.1' } = {}) {
  const headers = Object.fromEntries(given.toReversed().map(([name, value]) => [name.toLowerCase(), value]));
  return Object.assign(new IncomingMessage(new Socket()), {
    url,
    httpVersion,
    headers,
    rawHeaders: given.flat(),
  });
}

const faultOf = (...given: readonly Header[]) => framingFault(request([['Host', 'agent'], ...given]));

describe('a request that everybody understands alike', () => {
  it.each<[string, readonly Header[]]>([
    ['with a host alone', []],
    ['with its own headers in any case', [['CONTENT-TYPE', 'text/plain']]],
    ['with a length', [['Content-Length', '2']]],
    [
      'with a header twice that is no harm',
      [
        ['Accept', 'a'],
        ['Accept', 'b'],
      ],
    ],
    [
      'with the same length twice',
      [
        ['Content-Length', '2'],
        ['content-length', '2'],
      ],
    ],
    [
      'with a value that reads like the name of a header',
      [
        ['X-About', 'Host'],
        ['Host-Name', 'other'],
      ],
    ],
    ['in chunks', [['Transfer-Encoding', 'chunked']]],
    ['in chunks, in capitals', [['Transfer-Encoding', 'Chunked']]],
  ])('has no fault: %s', (_, given) => {
    expect(faultOf(...given)).toBeUndefined();
  });

  it.each([
    'agent',
    'agent:',
    'agent:9446',
    'AGENT.example',
    '192.0.2.1:80',
    '[2001:db8::1]',
    '[::1]:9446',
    'a_b~c%20-d',
  ])('may have the host %s', (host) => {
    expect(framingFault(request([['host', host]]))).toBeUndefined();
  });

  it('may have no host at all, as in HTTP/1.0', () => {
    expect(framingFault(request([], { httpVersion: '1.0' }))).toBeUndefined();
  });
});

describe('the host of a request', () => {
  it.each(['other', 'agent'])('must be named once, not a second time as %s', (host) => {
    expect(faultOf(['hOST', host])).toEqual({ status: 400, message: 'more than one Host header' });
  });

  it.each([
    '',
    'a b',
    'a/b',
    'user@agent',
    'agent,other',
    'agent:http',
    'agent:123456',
    '[agent]',
    '2001:db8::1',
    'é',
  ])('is no host: "%s"', (host) => {
    const fault = { status: 400, message: 'the Host header is no host' };
    expect(framingFault(request([['Host', host]]))).toEqual(fault);
  });

  it.each([
    ['http://agent/webhooks/open', 'agent'],
    ['HTTP://Agent:9446?x', 'agENT:9446'],
    ['http:agent#x', 'agent'],
    ['/http://other/', 'agent'],
    ['*', 'agent'],
  ])('is not in doubt with the target %s and the header %s', (url, host) => {
    expect(framingFault(request([['Host', host]], { url }))).toBeUndefined();
  });

  it.each([
    ['http://other/webhooks/open', 'agent'],
    ['http://agent:80/', 'agent'],
    ['http:other', 'agent'],
    ['http://agent@other/', 'agent'],
    ['http://', 'agent'],
  ])('is in doubt with the target %s and the header %s', (url, host) => {
    const fault = { status: 400, message: 'the target and the Host header name different hosts' };
    expect(framingFault(request([['Host', host]], { url }))).toEqual(fault);
  });

  it('is in doubt when only the target names one', () => {
    expect(framingFault(request([], { url: 'http://agent/' }))).toMatchObject({ status: 400 });
  });
});

describe('headers with one value', () => {
  it.each([
    ['Authorization', 'Bearer a', 'Bearer b'],
    ['Content-Encoding', 'gzip', 'br'],
    ['Content-Length', '2', '3'],
    ['Content-Type', 'text/plain', 'text/html'],
    ['Proxy-Authorization', 'Basic a', 'Basic A'],
  ])('may not have two: %s', (name, one, other) => {
    const message = `the header ${name.toLowerCase()} is there more than once`;
    expect(faultOf([name, one], ['X', 'y'], [name.toUpperCase(), other])).toEqual({ status: 400, message });
  });
});

describe('a Transfer-Encoding', () => {
  it.each(['gzip', 'gzip, chunked', 'chunked, chunked', 'identity', '', 'chunked\u00a0'])(
    'other than chunked is not known: "%s"',
    (coding) => {
      const message = 'the only Transfer-Encoding is chunked; compress with Content-Encoding instead';
      expect(faultOf(['Transfer-Encoding', coding])).toEqual({ status: 501, message });
    },
  );

  it.each(['chunked', 'gzip'])('of HTTP/1.0 is a fault: %s', (coding) => {
    const found = framingFault(request([['Transfer-Encoding', coding]], { httpVersion: '1.0' }));
    expect(found).toEqual({ status: 400, message: 'Transfer-Encoding needs HTTP/1.1' });
  });
});

it('of several faults the host is named first, then a repeated header', () => {
  const [repeated, coding] = [
    ['Content-Length', '3'],
    ['Transfer-Encoding', 'gzip'],
  ] as const;
  const length: Header = ['Content-Length', '2'];
  expect([
    faultOf(['Host', 'b'], length, repeated, coding)?.message,
    faultOf(length, repeated, coding)?.message,
    faultOf(length, coding)?.status,
  ]).toEqual(['more than one Host header', 'the header content-length is there more than once', 501]);
});
