import { describe, expect, it } from 'vitest';
import { httpLinks, resolveLink } from '../../../src/alerts/links.ts';

describe('httpLinks', () => {
  it('keeps absolute http(s) links of any length, in their order, each once', () => {
    const long = `https://p/graph?${'x'.repeat(3_000)}`;
    const links = [
      undefined,
      '',
      '?orgId=1',
      long,
      ' HTTP://a/b ',
      'javascript:alert(1)',
      'grafana://noop',
      long,
    ];
    expect(httpLinks(links)).toEqual([long, 'HTTP://a/b']);
  });

  it.each(['http://', 'https://a b', 'http://[', 'http:/a', 'ftp://a/'])('leaves out %s', (link) => {
    expect(httpLinks([link])).toEqual([]);
  });
});

describe('resolveLink', () => {
  it.each([
    ['?orgId=1', 'https://g.example/', 'https://g.example/?orgId=1'],
    ['/d/1', 'https://g.example/sub/', 'https://g.example/d/1'],
    ['https://x/y?a=b c', 'https://g.example/', 'https://x/y?a=b c'],
    ['?orgId=1', undefined, undefined],
    ['?orgId=1', 'not a base', undefined],
    ['', 'https://g.example/', undefined],
    [undefined, 'https://g.example/', undefined],
  ])('completes %s with %s to %s', (link, base, resolved) => {
    expect(resolveLink(link, base)).toBe(resolved);
  });
});
