import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const deps = { levels: {}, clock: new FakeClock() };
const sources = {
  alertmanager: createAlertmanagerSource('a', { type: 'alertmanager' }, deps),
  grafana: createGrafanaSource('g', { type: 'grafana', noDataLevel: 'Minor' }, deps),
  zabbix: createZabbixSource('z', { type: 'zabbix', identity: 'event' }, deps),
};
const types = ['alertmanager', 'grafana', 'zabbix'] as const;
const folder = (type: string) => new URL(`../../fixtures/${type}/`, import.meta.url);
const bodies = types.flatMap((type) =>
  readdirSync(folder(type))
    .filter((name) => name.endsWith('.json') && !name.endsWith('.alerts.json'))
    .map((name) => [type, name] as const),
);
/** Bodies in a form of which nobody can say who sent it. */
const UNCLEAR = new Set([
  'plain-alertmanager.json',
  'from-grafana.json',
  'custom-list.json',
  'equal-labels.json',
]);

function answerOf(type: (typeof types)[number], from: string, name: string): string {
  return answerTo(type, readFileSync(new URL(name, folder(from))));
}

function answerTo(type: (typeof types)[number], body: Buffer): string {
  try {
    sources[type].read(body, 0);
    return 'taken';
  } catch (error) {
    return String(error);
  }
}

describe.each(bodies)('a body of %s, %s', (from, name) => {
  it('is taken by its own source, and never refused as foreign there', () => {
    expect(answerOf(from, from, name)).not.toContain('this body is from');
  });
});

const clear = bodies.filter(([, name]) => !UNCLEAR.has(name));

describe.each(clear)('a body of %s, %s, at another source', (from, name) => {
  it('is explained, with the type of source to send it to', () => {
    for (const type of types.filter((one) => one !== from)) {
      const answer = answerOf(type, from, name);
      expect(answer).toContain(
        `this source is of type ${type}; send it to the path of a source of type ${from}`,
      );
    }
  });
});

describe.each(bodies.filter(([from]) => from !== 'zabbix'))('a body of %s, %s, at Zabbix', (from, name) => {
  it('is explained even where nobody can say who sent it', () => {
    expect(answerOf('zabbix', from, name)).toContain(
      'this source is of type zabbix; send it to the path of a source of type',
    );
  });
});

const alerts = [{ status: 'firing', labels: { alertname: 'A' } }];
const at = (type: string, to: string) =>
  `this source is of type ${type}; send it to the path of a source of type ${to}`;

describe('what each source answers', () => {
  const ofEither = 'alertmanager or grafana';
  it.each<[string, unknown, Readonly<Record<(typeof types)[number], string>>]>([
    [
      'to Alertmanager',
      { version: '4', groupKey: '{}', externalURL: 'http://am', alerts },
      { alertmanager: 'taken', grafana: at('grafana', 'alertmanager'), zabbix: at('zabbix', 'alertmanager') },
    ],
    [
      'to Grafana',
      { version: '1', orgId: 1, alerts },
      { alertmanager: at('alertmanager', 'grafana'), grafana: 'taken', zabbix: at('zabbix', 'grafana') },
    ],
    [
      'to legacy alerting',
      { ruleId: 1, state: 'alerting', title: 't' },
      { alertmanager: at('alertmanager', 'grafana'), grafana: 'taken', zabbix: at('zabbix', 'grafana') },
    ],
    [
      'to a custom payload of Grafana, by the labels of its alerts',
      { alerts: [{ ...alerts[0], labels: { alertname: 'A', grafana_folder: 'F' } }] },
      { alertmanager: at('alertmanager', 'grafana'), grafana: 'taken', zabbix: at('zabbix', 'grafana') },
    ],
    [
      'to Zabbix',
      { event_id: '1', event_value: '1', event_name: 'n' },
      { alertmanager: at('alertmanager', 'zabbix'), grafana: at('grafana', 'zabbix'), zabbix: 'taken' },
    ],
    [
      'to Zabbix with an empty list',
      { event_id: '1', event_value: '1', alerts: [] },
      { alertmanager: at('alertmanager', 'zabbix'), grafana: at('grafana', 'zabbix'), zabbix: 'taken' },
    ],
    [
      'to the form that both send',
      { version: '4', alerts },
      { alertmanager: 'taken', grafana: 'taken', zabbix: at('zabbix', ofEither) },
    ],
    [
      'to a list in an object',
      { alerts },
      {
        alertmanager: 'if Grafana sends it, use a source of type grafana',
        grafana: 'taken',
        zabbix: at('zabbix', ofEither),
      },
    ],
    [
      'to a bare list',
      alerts,
      {
        alertmanager: 'if Grafana sends it, use a source of type grafana',
        grafana: 'taken',
        zabbix: at('zabbix', ofEither),
      },
    ],
    [
      'to something else',
      { text: 'hi' },
      {
        alertmanager: 'not a webhook body of Alertmanager',
        grafana: 'not a webhook body of Grafana',
        zabbix: 'the message has no event id',
      },
    ],
    [
      'to a list of something else',
      [1],
      {
        alertmanager: 'not a webhook body of Alertmanager',
        grafana: 'not a webhook body of Grafana',
        zabbix: 'not a message of Zabbix',
      },
    ],
  ])('%s', (_, body, answers) => {
    for (const type of types) {
      const answer = answerTo(type, Buffer.from(JSON.stringify(body)));
      expect(answer).toContain(answers[type]);
      // The whole answer has 200 bytes, and is JSON.
      expect(
        Buffer.byteLength(JSON.stringify({ error: answer.replace('PayloadError: ', '') })),
      ).toBeLessThanOrEqual(200);
    }
  });
});
