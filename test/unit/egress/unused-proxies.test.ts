import { describe, expect, it } from 'vitest';
import { examineProxies } from '../../../src/doctor/examine-proxies.ts';
import { calledAddresses } from '../../../src/egress/destinations.ts';
import { unusedProxies } from '../../../src/egress/unused-proxies.ts';

const PROXY = 'http://user:proxy-canary@proxy.example.com:3128';
const endpoint = 'https://coc.example.com';
const auth = { type: 'aksk' };
const direct = calledAddresses({ coc: { endpoint, auth }, sources: {} });
const paths = ['coc.endpoint'];

function found(environment: Record<string, string>, called = direct) {
  return unusedProxies(called, environment);
}

describe('a proxy of the environment', () => {
  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])('is found by %s', (variable) => {
    expect(found({ [variable]: PROXY })).toEqual([{ variable, paths }]);
  });

  it('is none for another protocol, or when it is empty', () => {
    expect(found({ HTTP_PROXY: PROXY })).toEqual([]);
    expect(found({ HTTPS_PROXY: '' })).toEqual([]);
    expect(found({})).toEqual([]);
  });

  it.each([
    ['*', true],
    ['coc.example.com', true],
    ['localhost, .example.com', true],
    ['*.example.com', true],
    ['EXAMPLE.com:443', true],
    ['example.com:8443', false],
    ['ample.com', false],
    ['other.com,', false],
  ])('is not for what NO_PROXY=%s excludes', (list, excluded) => {
    expect(found({ HTTPS_PROXY: PROXY, NO_PROXY: list })).toHaveLength(excluded ? 0 : 1);
    expect(found({ HTTPS_PROXY: PROXY, no_proxy: list, NO_PROXY: '*' })).toHaveLength(excluded ? 0 : 1);
  });

  it('is not for a host and a port that NO_PROXY excludes, also where the URL leaves the port out', () => {
    const excludedBy = (list: string, url: string) =>
      found(
        { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, NO_PROXY: list },
        calledAddresses({ coc: { endpoint: url, auth }, sources: {} }),
      ).length === 0;
    expect(excludedBy('a.example:80', 'http://a.example')).toBe(true);
    expect(excludedBy('a.example:80', 'https://a.example')).toBe(false);
    expect(excludedBy('a.example:443', 'http://a.example')).toBe(false);
    expect(excludedBy('a.example:8443', 'https://a.example:8443')).toBe(true);
    expect(excludedBy('a.example', 'https://a.example:8443')).toBe(true);
    expect(excludedBy('b.example c.example,a.example', 'https://a.example')).toBe(true);
    expect(excludedBy('', 'https://a.example')).toBe(false);
  });

  it('is told once, with all the addresses for which it is not used', () => {
    const reconcile = { url: 'https://alertmanager.example' };
    const called = calledAddresses({ coc: { endpoint, auth }, sources: { am: { reconcile } } });
    expect(found({ HTTPS_PROXY: PROXY }, called)).toEqual([
      { variable: 'HTTPS_PROXY', paths: ['coc.endpoint', 'sources.am.reconcile.url'] },
    ]);
  });

  it('is not missed where coc.proxy is set, nor on this machine', () => {
    const proxied = calledAddresses({ coc: { endpoint, auth, proxy: 'https://10.0.0.1:1' }, sources: {} });
    expect(found({ HTTPS_PROXY: PROXY }, proxied)).toEqual([]);
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect(
        found(
          { HTTP_PROXY: PROXY },
          calledAddresses({ coc: { endpoint: `http://${host}:9097`, auth }, sources: {} }),
        ),
      ).toEqual([]);
  });

  it('is found for sources too, whether coc.proxy is set or not', () => {
    const reconcile = { url: 'http://alertmanager:9093' };
    const called = calledAddresses({
      coc: { endpoint, auth, proxy: 'http://10.0.0.1' },
      sources: { am: { reconcile } },
    });
    expect(found({ HTTP_PROXY: PROXY }, called)).toEqual([
      { variable: 'HTTP_PROXY', paths: ['sources.am.reconcile.url'] },
    ]);
  });

  it('is named by the doctor, with the remedy and without its password', () => {
    const findings = examineProxies(found({ HTTPS_PROXY: PROXY }));
    expect(findings).toMatchObject([
      {
        result: 'skipped',
        words: 'HTTPS_PROXY is set, but not used for coc.endpoint',
        remedy: expect.stringContaining('coc.proxy'),
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain('canary');
    expect(examineProxies([])).toEqual([]);
  });
});
