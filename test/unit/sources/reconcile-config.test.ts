import { describe, expect, it } from 'vitest';
import { configOf, faultOf, SOUND } from '../config/fault-of.ts';

const asked = (type: string, reconcile: string) =>
  SOUND.replace('alarm:', `  asked: { type: ${type}, reconcile: ${reconcile} }\nalarm:`);

const faultsOf = (text: string) =>
  faultOf(text).issues.map(({ path, message, remedy = '' }) => `${path}: ${message} ${remedy}`);

const AM = "url: 'http://am:9093', receivers: [coc]";
const ZBX = "url: 'http://zabbix'";

describe('the configuration of a source that is asked', () => {
  it.each([
    ['alertmanager', `{ ${AM} }`],
    [
      'alertmanager',
      `{ ${AM}, auth: { basic: { user: u, passwordFile: /run/p } }, tls: { caFile: /ca.pem } }`,
    ],
    ['alertmanager', `{ ${AM}, every: 30s, grace: 1m, missedAfter: 10m, suppressed: resolve, timeout: 5s }`],
    [
      'grafana',
      `{ url: 'https://grafana/sub', receivers: [a, b], orgId: 3, auth: { bearer: { token: t } } }`,
    ],
    ['zabbix', `{ ${ZBX}, minSeverity: 2, auth: { bearer: { token: t } } }`],
    ['zabbix', `{ ${ZBX}, auth: { login: { user: u, password: p } } }`],
  ])('may be, for %s: %s', (type, reconcile) => {
    expect(configOf(asked(type, reconcile)).sources.asked).toMatchObject({
      type,
      reconcile: expect.anything(),
    });
  });

  it.each([
    ['alertmanager', "{ url: 'http://am:9093' }", /receivers/],
    ['alertmanager', '{ url: am:9093, receivers: [coc] }', /reconcile\.url: is not an http/],
    ['alertmanager', "{ url: 'http://u:p@am', receivers: [coc] }", /reconcile\.auth/],
    ['alertmanager', `{ ${AM}, every: 1ms }`, /every: is too short/],
    ['alertmanager', `{ ${AM}, auth: {} }`, /exactly one of bearer and basic/],
    [
      'alertmanager',
      `{ ${AM}, auth: { bearer: { token: t }, basic: { user: u, password: p } } }`,
      /exactly one/,
    ],
    ['alertmanager', `{ ${AM}, minSeverity: 2 }`, /minSeverity/],
    ['zabbix', `{ ${ZBX} }`, /auth/],
    ['zabbix', `{ ${ZBX}, auth: { login: { user: u } } }`, /exactly one of password and passwordFile/],
    ['grafana', "{ url: 'http://g', receivers: [] }", /receivers/],
  ])('may not be, for %s: %s', (type, reconcile, fault) => {
    expect(faultsOf(asked(type, reconcile)).join('\n')).toMatch(fault);
  });

  it('keeps its secrets to itself', () => {
    const { sources } = configOf(asked('zabbix', `{ ${ZBX}, auth: { login: { user: u, password: hush } } }`));
    expect(JSON.stringify(sources)).not.toContain('hush');
  });
});
