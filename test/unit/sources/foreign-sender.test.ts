import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { ForeignBodyError, refuseForeign } from '../../../src/sources/foreign-body.ts';

const TYPES = ['alertmanager', 'grafana', 'zabbix'] as const;

/** The one kind of source to which others send a body; undefined when none of them refuses it, or two could read it. */
function senderOf(body: Json): string | undefined {
  const alerts = typeof body === 'object' && body !== null && 'alerts' in body ? body.alerts : [];
  const found = TYPES.map((type) => {
    try {
      refuseForeign(type, body, Array.isArray(alerts) ? alerts : []);
      return undefined;
    } catch (error) {
      if (!(error instanceof ForeignBodyError)) throw error;
      expect(error.message).toContain(`a source of type ${error.readBy.join(' or ')}`);
      return error.readBy.length === 1 ? error.readBy[0] : undefined;
    }
  });
  return found.find((type) => type !== undefined);
}

const alert = { status: 'firing', labels: { alertname: 'A' }, annotations: { summary: 'S' } };
const ofAlertmanager = { version: '4', groupKey: 'g', externalURL: 'http://am', alerts: [alert] };

describe('the sender of a body', () => {
  it.each<[string, Json, string | undefined]>([
    ['legacy message with a rule', { ruleId: 1 }, 'grafana'],
    ['legacy message with values', { evalMatches: [] }, 'grafana'],
    ['version 1', { version: '1', alerts: [] }, 'grafana'],
    ['organisation', { orgId: 1, alerts: [] }, 'grafana'],
    ['list of alerts without more', { alerts: [alert] }, undefined],
    ['another version', { version: '3', alerts: [alert] }, undefined],
    ['version 4', ofAlertmanager, 'alertmanager'],
    ['version 4 with an organisation', { ...ofAlertmanager, orgId: 1 }, 'alertmanager'],
    ['version 4 without a list', { version: '4', groupKey: 'g', externalURL: 'http://am' }, undefined],
    ['version 4 without alerts', { ...ofAlertmanager, alerts: [] }, undefined],
    ['version 4 without a group', { version: '4', externalURL: 'http://am', alerts: [alert] }, undefined],
    ['version 4 without an address', { version: '4', groupKey: 'g', alerts: [alert] }, undefined],
    ['list', [alert], undefined],
    ['text', 'event_id event_value', undefined],
    ['nothing', null, undefined],
  ])('%s', (_, body, sender) => {
    expect(senderOf(body)).toBe(sender);
  });

  it.each<[string, Json]>([
    ['private label', { ...alert, labels: { __alert_rule_uid__: 'r' } }],
    ['folder of the rule', { ...alert, labels: { grafana_folder: 'Unix' } }],
    ['private annotation', { ...alert, annotations: { __orgId__: '1' } }],
    ['private annotation beside labels that are none', { labels: 'x', annotations: { __orgId__: '1' } }],
    ['link to the rule', { ...alert, generatorURL: 'http://g/alerting/grafana/r/view' }],
  ])('is unclear in version 4 when an alert has a %s: Grafana sends this form too', (_, ofGrafana) => {
    expect(senderOf({ ...ofAlertmanager, alerts: [alert, ofGrafana] })).toBeUndefined();
  });

  it.each<[string, Json]>([
    ['is a number', 7],
    ['is null', null],
    ['has a link to Prometheus', { ...alert, generatorURL: 'http://prometheus/graph' }],
    ['has a link that is no text', { ...alert, generatorURL: ['/alerting/'] }],
    ['has neither labels nor annotations', {}],
  ])('is Alertmanager when an alert %s', (_, other) => {
    expect(senderOf({ ...ofAlertmanager, alerts: [other] })).toBe('alertmanager');
  });

  it.each<[string, Json, string | undefined]>([
    ['two parameters of its media type', { event_id: '1', event_value: '1' }, 'zabbix'],
    ['two in another spelling', { 'Event-ID': '1', TriggerId: '2' }, 'zabbix'],
    ['three', { trigger: 'T', hostname: 'h', clock: '1', other: 1 }, 'zabbix'],
    ['one', { event_id: '1', name: 'A' }, undefined],
    ['none', { name: 'A' }, undefined],
  ])('is Zabbix with at least two of its parameters: %s', (_, body, sender) => {
    expect(senderOf(body)).toBe(sender);
  });

  it('does not matter to a source of Alertmanager when the version is 4, and only then', () => {
    const more = { ruleId: 1, event_id: '1', event_value: '1' };
    expect(() => refuseForeign('alertmanager', { ...ofAlertmanager, ...more }, [alert])).not.toThrow();
    expect(() => refuseForeign('alertmanager', { ...more, version: '1' })).toThrow('from Grafana');
    expect(() => refuseForeign('zabbix', { ...ofAlertmanager, ruleId: 1 }, [alert])).toThrow('from Grafana');
    expect(() => refuseForeign('grafana', ofAlertmanager, [alert])).toThrow('from Alertmanager');
  });
});
