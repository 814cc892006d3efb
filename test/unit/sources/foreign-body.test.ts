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
  try {
    sources[type].read(readFileSync(new URL(name, folder(from))), 0);
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
