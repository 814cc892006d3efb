import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mayHaveUserinfo,
  textWithoutUserinfo,
  withoutUserinfo,
} from '../../../src/alerts/without-userinfo.ts';
import { growthOf, LINEAR } from '../../support/growth.ts';

describe('user and password of a URL', () => {
  it.each([
    ['http://user:pw@host/path', 'http://host/path'],
    ['https://token@host', 'https://host'],
    ['https://:pw@host', 'https://host'],
    ['https://user:@host', 'https://host'],
    ['https://u:p@w@host/', 'https://host/'],
    ["https://u:p'!$&()*+,;=%40~-._{}|^`w@host/", 'https://host/'],
    ['HTTPS://U:P@HOST', 'HTTPS://HOST'],
    ['postgres://u:p@db:5432/x and amqp://a:b@mq', 'postgres://db:5432/x and amqp://mq'],
    ['(see http://u:p@h/a?b#c), or http://u:p@h', '(see http://h/a?b#c), or http://h'],
    ['//u:p@host/x', '//host/x'],
    ['href="//u:p@host/x"', 'href="//host/x"'],
    ['\\\\\\\\u:p@host', '\\\\\\\\host'],
    ['http:u:p@host/x', 'http:host/x'],
    ['http:/u:p@host/x', 'http:/host/x'],
    ['http:///u:p@host/x', 'http:///host/x'],
    ['http:\\\\u:p@host', 'http:\\\\host'],
    ['h\\nttp:u:p@host', 'h\\nttp:host'],
    ['http:/\\t/u:p@host', 'http:/\\t/host'],
    ['http://u:p w x@host/', 'http://host/'],
    ['http://u:p<w>@host/', 'http://host/'],
    ['http://u:<w>@host/', 'http://host/'],
    ['mysql://u:p\\"w@host/', 'mysql://host/'],
    ['mysql://u:p\\\\w@host/', 'mysql://host/'],
    ['http://CORP\\\\u:p@host/', 'http://host/'],
    ['http://u:p\\n@host/', 'http://host/'],
    ['http://u\\n:p@host/', 'http://host/'],
    ['http:// u:p@host/', 'http://host/'],
    ['http://u:p@ w@host/', 'http://host/'],
    ['http://u:pa/ss@host/', 'http://host/'],
    ['http://u:pa?s#s@host/', 'http://host/'],
    ['x?u=http%3Au%3Ap%40h', 'x?u=http%3Ah'],
    ['x?u=%2F%2Fu%3Ap%40h', 'x?u=%2F%2Fh'],
    ['x?u=http%3A%5C%5Cu%3Ap%20w%40h', 'x?u=http%3A%5C%5Ch'],
    ['x?u=http:%2F%2Fu:p%40h%2F', 'x?u=http:%2F%2Fh%2F'],
    ['x?u=http%3A//u:p@h/', 'x?u=http%3A//h/'],
    ['http:\\/\\/u:p@host\\/x', 'http:\\/\\/host\\/x'],
    ['http:\\\\/\\\\/u:p@host', 'http:\\\\/\\\\/host'],
    ['http\\u003a\\u002F\\u002fu\\u003ap\\u0026\\u0061\\u0040host', 'http\\u003a\\u002F\\u002fhost'],
    [
      'x?g0.expr=up%7Binstance%3D%22http%3A%2F%2Fu%3Ap%40h%2Fx%22%7D',
      'x?g0.expr=up%7Binstance%3D%22http%3A%2F%2Fh%2Fx%22%7D',
    ],
    ['x?u=http%253A%252F%252Fu%253Ap%2540h%252F', 'x?u=http%253A%252F%252Fh%252F'],
    ['x?u=http%3a%2f%2fu:p@h&v=1', 'x?u=http%3a%2f%2fh&v=1'],
    ['http:// 用户:pw@host/', 'http://host/'],
    ['http:// 用&户:pw@host/', 'http://host/'],
    ['x?u=http%3A%2F%2F%20%E7%94%A8%3Apw%40h', 'x?u=http%3A%2F%2Fh'],
    ['http://u:p/q//s@host/', 'http://host/'],
    ['http://u:p/q:/r/s@host/', 'http://host/'],
    ['http://u:p w: %2Fx@host/', 'http://host/'],
    ['http://u:p w@ x@ y', 'http:// y'],
    ['http:// u:p@ x@host/', 'http://host/'],
    ['http://u:p@/q@host/', 'http://host/'],
    ['http://u:p@ /q@host/', 'http:// /q@host/'],
    ['http://u:p@?q@host/', 'http://host/'],
    ['mysql://u:p\\\\q\\u0020r@host/', 'mysql://host/'],
    ['mysql://u:p\\\\ w@host/', 'mysql://host/'],
    ['mysql://u\\\\x@host/', 'mysql://host/'],
    ['mysql://u:p\\u005cq@host/', 'mysql://host/'],
    ['mysql://\\u005cu@host/', 'mysql://host/'],
    ['mysql://\\@host/', 'mysql://host/'],
    ['mysql://\\ub@host/', 'mysql://host/'],
    ['http://u:p\\\\s\\/t@host/', 'http://host/'],
    ['mysql://\\%\\u000a@host/', 'mysql://host/'],
    ['http://$HOST:$PORT/http://u:p@h/', 'http://$HOST:$PORT/http://h/'],
    ['http:\\/\\/$HOST:$PORT\\/http:\\/\\/u:p@h', 'http:\\/\\/$HOST:$PORT\\/http:\\/\\/h'],
    ['x?u=http:%2F%2F$H:$P%2Fhttp:%2F%2Fu:p%40h', 'x?u=http:%2F%2F$H:$P%2Fhttp:%2F%2Fh'],
    ['a@b.c "x" http://u:p@h and "http://v:q@i', 'a@b.c "x" http://h and "http://i'],
    ['//u@://v@: @w', '//://: @w'],
    [':// @h @', '://h @'],
    ['://\\u0040\\fu@', '://'],
    ['http%3A@%5C%3A%40', 'http%3A'],
    ['@://u@h', '@://h'],
    ['http%3A%3A%2F%2Fu%40h', 'http%3A%3A%2F%2Fh'],
  ])('are taken out of %s', (text, clean) => {
    expect(withoutUserinfo(text)).toBe(clean);
  });

  it.each([
    'http://host/@user',
    'http://host?mail=a@b.c',
    'http://host#a@b',
    'http://host a@b.c',
    'http://host\n a@b.c',
    '["http://host","a@b.c"]',
    '<http://host>a@b.c',
    'http:\\/\\/host\\/a@b',
    '"http://host\\n","a@b"',
    'http://host\\u002fa@b',
    'http://host\\u0022,\\u0022a@b',
    'x?u=http%3A%2F%2Fhost%2F%40user',
    'x?u=http%3A%2F%2Fhost&mail=a%40b',
    'x?u=http%3A%2F%2Fhost%22+mail+a%40b',
    'a@b.c',
    'mailto:a@b.c',
    '12:30 // a@b',
    'http://host:9100 is down, mail a@b.c',
    '(http://host:9100), a@b.c',
    'http://host:9100. Mail: a@b.c',
    'http://host: mail a@b.c',
    'http://host:<port> mail a@b.c',
    'http://[2001:db8::1]:9100 a@b.c',
    'http://host:9100\\nowner:a@b.c',
    'http://host\\towner:a@b.c',
    'http://host:9100，联系 a@b.c',
    'http://host，联系人:张三 a@b.c',
    'http://host:80/x@y',
    'http:requests:rate5m is high, mail a@b.c',
    'http:requests:rate5m @ 160',
    'http: mail a@b.c',
    'follows:a@b.c',
    'user@host, a:b@c, 10:30 a@b',
    '// owner: a@b.c',
    '//depot/path/file@12',
    '\\\\\\\\server@SSL\\\\share',
    'http://host/a//b:c@d',
    '{\\"url\\":\\"http://host:80\\",\\"mail\\":\\"a@b.c\\"}',
    '["http://u:p","a@b.c"]',
    'http://$HOST:80/$PATH, http://other/a@b',
    'a@b.c sees http:',
    '://\\\\"@:p',
    'http:\\\\"@:p',
    '://:\\\\"@',
    'a@b.c sees x%3A%2F%2F',
    '://\\"/@',
    '://\\u002f@',
    'http:/\\u000a@',
    'http:// /@',
    'http::\\@',
    '{"url":"http://u:p\\\\","mail":"a@b.c"}',
    '["mysql://u:p\\\\","a@b.c"]',
  ])('are not seen in %s', (text) => {
    expect(withoutUserinfo(text)).toBe(text);
  });

  it.each([
    ['', ''],
    ['mysql://u:p\\\\"w@host/', 'mysql://host/'],
    ['mysql://u:p"w@host/', 'mysql://host/'],
    ['http://u:"@host/', 'http://host/'],
    ['http::\\@', 'http::\\@'],
    ['//\\\\n:@', '//'],
    ['l://\\u002f@', 'l://\\u002f@'],
  ])('are taken out of what is no JSON: text %s', (text, clean) => {
    expect(textWithoutUserinfo(text)).toBe(clean);
  });

  it.each(['', '/'])('go on for at most 256 signs behind a blank, with %j behind the host', (behind) => {
    const password = (length: number) => `http://u:p ${'w'.repeat(length)}@host${behind}`;
    expect(withoutUserinfo(password(254))).toBe(`http://host${behind}`);
    expect(withoutUserinfo(password(255))).toBe(password(255));
    expect(withoutUserinfo(password(300))).toBe(password(300));
    const far = `${'w'.repeat(300)}@host${behind}`;
    expect(withoutUserinfo(`http://u:p w@${far}`)).toBe(`http://${far}`);
  });

  it.each([
    ['', false],
    ['http://host/path', false],
    ['%41 and u0041', false],
    ['@', true],
    ['http://u@h', true],
    ['\\u0040', true],
    ['x%40y', true],
    ['x%252540y', true],
  ])('may be in %j: %s', (text, may) => {
    expect(mayHaveUserinfo(text)).toBe(may);
  });

  it('are in no URL afterwards, as the URL parser reads it', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@%-]{1,12}$/);
    fc.assert(
      fc.property(part, fc.webUrl({ withQueryParameters: true, withFragments: true }), (user, url) => {
        const dirty = url.split('://').join(`://${user}@`);
        expect(withoutUserinfo(dirty)).toBe(url);
        expect(withoutUserinfo(JSON.stringify({ dirty }))).toBe(JSON.stringify({ dirty: url }));
        const query = (link: string) => `?u=${encodeURIComponent(link)}`;
        expect(withoutUserinfo(query(dirty))).toBe(query(url));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('are in no URL afterwards that only the URL parser takes for one', () => {
    const user = fc.stringMatching(/^[a-z][\w.~!$&'()*+,;=%-]{0,8}$/);
    // A port and what stands behind it are no password, and an @ before a blank ends one in a text.
    const password = fc.stringMatching(
      /^[a-z<>"][ "<>|^{}`'\t\n\r\w.~!$&()*+,;=:%-]{0,8}PASSWORD[ "<>\t\n\w!$:;=%]{0,6}$/,
    );
    const scheme = fc.constantFrom('http', 'HTTPS', 'ws', 'wss', 'ftp', 'h\nttp', 'mysql', 'amqp', 'redis');
    const slashes = fc.constantFrom('//', '///', '/', '\\\\', '/\\', '\\/', '\\', '/\t/', '//\n', '');
    const around = fc.constantFrom('', ' ', 'see ', '(', '"', '\n');
    let tried = 0;
    fc.assert(
      fc.property(scheme, slashes, user, password, around, (name, slash, who, what, before) => {
        const url = `${name}:${slash}${who}:${what}@host.example/path?q=1`;
        if (!URL.canParse(url) || new URL(url).password === '') return;
        // What a text has behind names of rules, and behind a placeholder for a port.
        if (slash === '' ? /[\s"<>]/.test(what) : /^[<>"].*\s/s.test(what)) return;
        tried += 1;
        const text = `${before}${url}`;
        for (const clean of [
          textWithoutUserinfo(text),
          withoutUserinfo(JSON.stringify({ text })),
          withoutUserinfo(JSON.stringify([JSON.stringify({ text })])),
          withoutUserinfo(`?u=${encodeURIComponent(text)}`),
          withoutUserinfo(JSON.stringify(`?u=${encodeURIComponent(encodeURIComponent(url))}`)),
        ]) {
          expect(clean).not.toContain('PASSWORD');
          expect(clean).toContain('host.example');
        }
        expect(JSON.parse(withoutUserinfo(JSON.stringify({ text }))).text.startsWith(before)).toBe(true);
      }),
      { seed: 1, numRuns: 3_000 },
    );
    expect(tried).toBeGreaterThan(1_000);
  });

  it('leave JSON as it is otherwise, whatever it holds', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(?:\\|u00[0-9a-f]{2}|:\/\/|@|"|%3A%2F%2F|%40|\/| |a|%25){0,20}$/),
    );
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), texts, (json, text) => {
        const dirty = JSON.stringify([JSON.parse(json), text, JSON.stringify(text)]);
        const clean = withoutUserinfo(dirty);
        expect(() => JSON.parse(clean)).not.toThrow();
        expect(JSON.parse(clean)).toHaveLength(3);
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });

  it.each([
    '://',
    ':\\/\\/',
    '%3A%2F%2F',
    '%25',
    '%2525',
    'a:b',
    '\\u003a\\u002f\\u002f',
    '\\',
    '://a@',
    'x://u:p ',
    'x://u:p/',
    'http:',
    '"\\\\',
  ])('take linear time with any number of %j', (piece) => {
    expect(growthOf((count) => withoutUserinfo(`@${piece.repeat(count)} x`), 10_000)).toBeLessThan(LINEAR);
  });

  it.each([
    ['://', 'a'],
    ['://', '\\u0041'],
    ['%3A%2F%2F', 'a'],
    ['%3A%2F%2F', '%25'],
  ])('may be as long as a body: behind %s, many times %s', (start, piece) => {
    const user = piece.repeat((16 * 2 ** 20) / piece.length);
    expect(withoutUserinfo(`${start}${user}@host`) === `${start}host`).toBe(true);
    const without = `@ ${start}${user}`;
    expect(withoutUserinfo(without) === without).toBe(true);
  });
});
