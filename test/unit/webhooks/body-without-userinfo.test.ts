import { describe, expect, it } from 'vitest';
import { bodyWithoutUserinfo } from '../../../src/webhooks/body-without-userinfo.ts';

const MARK = '\ufeff';
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();

const ENCODINGS = [
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text: string) => Buffer.from(MARK + text)],
  ['Latin-1', (text: string) => Buffer.from(text, 'latin1')],
  ['UTF-16 LE', (text: string) => utf16le(MARK + text)],
  ['UTF-16 BE', (text: string) => utf16be(MARK + text)],
] as const;

describe.each(ENCODINGS)('a body in %s', (_, encoded) => {
  it.each([
    ['{"url":"http://user:pw@host/é"}', '{"url":"http://host/é"}'],
    ['{"url":"http://user:pw@host/é"', '{"url":"http://host/é"'],
    ['é: see http://user:pä@host/ and ftp://a:b@c', 'é: see http://host/ and ftp://c'],
  ])('has no user and password in the URLs of %s', (text, clean) => {
    const body = encoded(text);
    const before = Buffer.from(body);
    expect(bodyWithoutUserinfo(body)).toEqual(encoded(clean));
    expect(body).toEqual(before);
  });

  it.each([
    ['["http://user:pw","me@höst"]', '["http://user:pw","me@höst"]'],
    ['["http://user:pw","me@höst"', '["http://höst"'],
  ])('ends a URL with its string, if it is JSON to its end: %s', (text, clean) => {
    expect(bodyWithoutUserinfo(encoded(text))).toEqual(encoded(clean));
  });

  it.each(['', '{}', '{"mail":"me@host"}', 'http://host:80, me@host é'])('stays as it is: %s', (text) => {
    expect(bodyWithoutUserinfo(encoded(text))).toEqual(encoded(text));
  });
});

describe('bytes that are no text', () => {
  const URL_BYTES = Buffer.from('http://user:pw@host/');
  const CLEAN = Buffer.from('http://host/');

  it.each([
    ['nearly the mark of UTF-16 LE', [0xff]],
    ['nearly the mark of UTF-16 BE', [0xfe, 0x20]],
    ['the other half of the mark of UTF-16 LE', [0x20, 0xfe]],
    ['the other half of the mark of UTF-16 BE', [0x20, 0xff]],
    ['a byte that is in no UTF-8', [0x80, 0xc0, 0x00]],
  ])('stay before and behind a URL that is stripped: %s', (_, bytes) => {
    const around = (url: Buffer) => Buffer.from([...bytes, ...url, 0x0d, 0x0a, ...bytes]);
    expect(bodyWithoutUserinfo(around(URL_BYTES))).toEqual(around(CLEAN));
  });

  it.each([
    ['UTF-16 LE', utf16le],
    ['UTF-16 BE', utf16be],
  ])('stay behind %s: half a character at the end', (_, encoded) => {
    const cut = (text: string) => Buffer.concat([encoded(`${MARK}${text}`), Buffer.of(0x21)]);
    expect(bodyWithoutUserinfo(cut('mail me@host'))).toEqual(cut('mail me@host'));
    expect(bodyWithoutUserinfo(cut('http://user:pw@host/'))).toEqual(cut('http://host/'));
  });
});
