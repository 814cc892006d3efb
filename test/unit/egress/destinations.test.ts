import { describe, expect, it } from 'vitest';
import { calledAddresses } from '../../../src/egress/destinations.ts';
import { configOf, faultOf, SOUND } from '../config/fault-of.ts';

const EVERYWHERE = `coc:
  endpoint: https://coc.example
  integrationKey: key
  proxy: http://proxy.example:3128
  auth: { type: token, iamEndpoint: "https://iam.example", domain: d, user: u, password: p, project: x }
sources:
  am: { type: alertmanager, reconcile: { url: "http://am:9093", receivers: [r] } }
  graf: { type: grafana, reconcile: { url: "http://graf", receivers: [r], auth: { bearer: { token: t } } } }
  zab: { type: zabbix, reconcile: { url: "http://zab", auth: { bearer: { token: t } } } }
  silent: { type: zabbix }
alarm: { applicationId: app }
`;

/** Keys of the schema that hold an address. */
function addressKeys(values: unknown, path = ''): string[] {
  if (typeof values === 'string') return /^https?:/.test(values) ? [path] : [];
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values).flatMap(([key, value]) => addressKeys(value, path ? `${path}.${key}` : key));
}

describe('the addresses that a configuration calls', () => {
  it('are all that it names, and a proxy resolves those of COC', () => {
    const config = configOf(EVERYWHERE);
    const called = calledAddresses(config);
    expect(called.map(({ path }) => path).sort()).toEqual(addressKeys(config).sort());
    expect(called.map(({ path, resolvedBy }) => `${path}: ${resolvedBy}`)).toEqual([
      'coc.endpoint: proxy',
      'coc.auth.iamEndpoint: proxy',
      'coc.proxy: agent',
      'sources.am.reconcile.url: agent',
      'sources.graf.reconcile.url: agent',
      'sources.zab.reconcile.url: agent',
    ]);
  });

  it('are refused when the configuration is read, each at its key', () => {
    const metadata = EVERYWHERE.replace('http://am:9093', 'http://169.254.169.254');
    expect(faultOf(metadata).issues).toEqual([
      {
        path: 'sources.am.reconcile.url',
        at: expect.stringContaining('agent.yaml:7:'),
        message: expect.stringContaining('169.254.169.254 is an address of cloud metadata'),
      },
    ]);
    const listed = faultOf(`${EVERYWHERE}egress: { allow: [proxy.example, coc.example, am, graf, zab] }`);
    expect(listed.issues).toMatchObject([
      {
        path: 'coc.auth.iamEndpoint',
        message: expect.stringContaining('iam.example is not in egress.allow'),
      },
    ]);
  });

  it('may be loopback and private ones', () => {
    expect(configOf(SOUND).egress).toEqual({});
  });
});
