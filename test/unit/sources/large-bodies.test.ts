import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, type Json, labelOf } from '../../../src/alerts/alert.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { InvalidAlert, ReadAlert, Source } from '../../../src/sources/source-port.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const deps = { levels: {}, clock: new FakeClock() };
const am = createAlertmanagerSource('am', { type: 'alertmanager' }, deps);
const grafana = createGrafanaSource('grafana', { type: 'grafana', noDataLevel: 'Minor' }, deps);
const zabbix = createZabbixSource('zabbix', { type: 'zabbix', identity: 'event' }, deps);

const MiB = 1_048_576;
const firing = (alertname: string, annotations: Json = {}, more: object = {}) => ({
  status: 'firing',
  labels: { alertname },
  annotations,
  ...more,
});
const bytesOf = (body: unknown) => Buffer.from(JSON.stringify(body));
/** The body with two bytes of GBK for each `@@`. */
const inGbk = (body: unknown) => {
  const bytes = bytesOf(body);
  for (let at = bytes.indexOf('@@'); at >= 0; at = bytes.indexOf('@@')) bytes.set([0xb8, 0xe6], at);
  return bytes;
};
const good = (read: readonly ReadAlert[]): readonly Alert[] =>
  read.flatMap((one) => ('alert' in one ? [one.alert] : []));
const invalid = (read: readonly ReadAlert[]): readonly InvalidAlert[] =>
  read.flatMap((one) => ('invalid' in one ? [one.invalid] : []));

const LISTS: readonly (readonly [string, Source, (alerts: readonly unknown[]) => object])[] = [
  ['Alertmanager', am, (alerts) => ({ version: '4', alerts })],
  ['Grafana', grafana, (alerts) => ({ version: '1', orgId: 1, alerts })],
  ['Grafana, a bare list', grafana, (alerts) => alerts],
];

describe.each(LISTS)('a body of %s', (_, source, bodyOf) => {
  const read = (...alerts: readonly unknown[]) => source.read(bytesOf(bodyOf(alerts)), 0);

  it('with a text of 1.1 MB in one annotation is taken whole, and the text cut with a mark', () => {
    const found = good(
      read(firing('A'), firing('B', { description: `start ${'x'.repeat(1_100_000)}` }), firing('C')),
    );
    expect(found.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect(found[1]?.description).toMatch(/^start x+…\(51430 bytes left out\)$/);
    expect(found[1]?.details.incomplete).toContain('1 too large');
    expect(found[0]?.details).not.toHaveProperty('incomplete');
  });

  it.each([
    ['nested deeper than any tool', JSON.parse('['.repeat(500) + ']'.repeat(500))],
    ['of 30,000 objects', Array.from({ length: 30_000 }, () => ({}))],
    ['of 30,000 keys', Object.fromEntries(Array.from({ length: 30_000 }, (__, i) => [`k${i}`, 1]))],
    ['of 300,000 numbers', Array.from({ length: 300_000 }, () => 0)],
  ])('with a field that nobody reads, %s, is taken whole', (__, enrichments) => {
    const found = good(read(firing('A'), { enrichments, ...firing('B') }, firing('C')));
    expect(found.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect(found[1]?.details.incomplete).toContain('too large');
  });

  it('with more labels in one alert than anything has loses that alert, with the reason', () => {
    const labels = Object.fromEntries(Array.from({ length: 30_000 }, (__, i) => [`k${i}`, 'v']));
    const found = read(firing('A'), { ...firing('B'), labels, fingerprint: 'b' }, firing('C'));
    expect(good(found).map(({ name }) => name)).toEqual(['A', 'C']);
    expect(invalid(found)).toMatchObject([
      { index: 1, reason: expect.stringContaining('has too many labels: 10,000 is the limit') },
    ]);
  });

  it('with bytes that are not UTF-8 in one text is taken whole, with a mark for each', () => {
    const second = firing('B', { summary: '@@' }, { fingerprint: 'b2' });
    const body = inGbk(bodyOf([firing('A'), second, firing('C')]));
    const found = good(source.read(body, 0));
    expect(found.map(({ description }) => description)).toEqual(['A', '\ufffd\ufffd', 'C']);
    expect(found[1]?.details.incomplete).toContain('1 not in UTF-8');
  });

  it('with such an alert that has no fingerprint loses that alert: it could be taken for another one', () => {
    const found = source.read(inGbk(bodyOf([firing('A'), firing('@@'), firing('C')])), 0);
    expect(good(found).map(({ name }) => name)).toEqual(['A', 'C']);
    expect(invalid(found)).toMatchObject([{ index: 1, reason: expect.stringContaining('not UTF-8') }]);
  });

  it('of which no alert is UTF-8 is refused: its sender uses another charset', () => {
    const alerts = ['a1', 'a2'].map((fingerprint) => firing('@@', {}, { fingerprint }));
    expect(() => source.read(inGbk(bodyOf(alerts)), 0)).toThrow('not UTF-8; send JSON in UTF-8');
    expect(() => source.read(inGbk({ ...bodyOf([]), '@@': 1 }), 0)).toThrow('not UTF-8; send JSON in UTF-8');
  });

  it('with a number of a thousand digits, and an element that is no alert, is taken whole', () => {
    const text = JSON.stringify(bodyOf([firing('A'), firing('B', {}, { values: { A: 0 } }), 7, firing('C')]));
    const found = source.read(Buffer.from(text.replace('"A":0', `"A":${'9'.repeat(1_000)}`)), 0);
    expect(good(found).map(({ name }) => name)).toEqual(['A', 'B', 'C']);
    expect(invalid(found).map(({ index }) => index)).toEqual([2]);
  });

  it('gives every good alert, whatever its neighbours are', () => {
    const hostile = fc.oneof(
      fc.constantFrom<unknown>(null, 7, 'text', [], {}, { labels: 1 }, [[[]]]),
      fc.constant({ ...firing('X'), labels: 'x' }),
      fc.json().map((text) => ({ labels: JSON.parse(text) })),
    );
    fc.assert(
      fc.property(fc.array(fc.option(hostile), { maxLength: 8 }), (neighbours) => {
        const alerts = neighbours.flatMap((one, i) => (one === null ? [firing(`Good${i}`)] : [one]));
        const names = neighbours.flatMap((one, i) => (one === null ? [`Good${i}`] : []));
        const found = good(source.read(bytesOf(bodyOf([...alerts, firing('Last')])), 0));
        expect(found.map(({ name }) => name).filter((name) => name.startsWith('Good'))).toEqual(names);
      }),
      { numRuns: 40 },
    );
  });
});

describe.each(LISTS.filter(([name]) => name !== 'Grafana'))(
  'a body with very many alerts: %s',
  (_, source, bodyOf) => {
    it('with 45,000 alerts is taken whole, in parts of 20,000', () => {
      const alerts = Array.from({ length: 45_000 }, (__, i) => (i === 30_000 ? { bad: 1 } : firing(`A${i}`)));
      const parts = [...source.readInParts(bytesOf(bodyOf(alerts)), 0)];
      expect(parts.map(({ length }) => length)).toEqual([20_000, 20_000, 5_000]);
      expect(invalid(parts.flat()).map(({ index }) => index)).toEqual([30_000]);
      expect(good(parts.flat()).at(-1)?.name).toBe('A44999');
    });

    it('that is not JSON behind the first part is refused as a whole, before anything is taken', () => {
      const alerts = Array.from({ length: 20_001 }, (__, i) => firing(`A${i}`));
      const text = JSON.stringify(bodyOf(alerts));
      for (const broken of ['"A20000"x', '"A20000", ', `"A20000"},`]) {
        const body = Buffer.from(text.replace('"A20000"', broken));
        expect(() => source.readInParts(body, 0)).toThrow('not JSON');
      }
    });

    it('with thousands of elements that are no alerts keeps the first hundred one by one, the rest together', () => {
      const alerts = [...Array.from({ length: 25_000 }, (__, i) => ({ i })), firing('A')];
      const found = source.read(bytesOf(bodyOf(alerts)), 0);
      expect(good(found).map(({ name }) => name)).toEqual(['A']);
      const kept = invalid(found);
      expect(kept).toHaveLength(102);
      expect(kept[99]).toMatchObject({ index: 99, raw: { i: 99 } });
      expect(kept[100]).toMatchObject({ index: 100, count: 19_900 });
      expect(kept[100]?.reason).toMatch(/^19900 further alerts could not be read; the first one: /);
      expect(kept[101]).toMatchObject({
        index: 20_000,
        count: 5_000,
        raw: expect.arrayContaining([{ i: 24_999 }]),
      });
    });
  },
);

describe('the fields that all alerts share', () => {
  it('may be of any size: a group of 900 instances has a message of more than 1 MiB', () => {
    const alerts = Array.from({ length: 900 }, (_, i) =>
      firing(`Host${i}`, { summary: `node ${i} is down` }),
    );
    const body = { version: '1', orgId: 1, message: 'Labels: '.repeat(200_000), title: 'T', alerts };
    const found = good(grafana.read(bytesOf(body), 0));
    expect(found).toHaveLength(900);
    expect(found[899]?.description).toBe('node 899 is down');
  });

  it('may be huge before and behind the list, and take no alert away', () => {
    const huge = Array.from({ length: 300_000 }, () => ({}));
    const body = { extra: huge, version: '4', groupKey: 'g', alerts: [firing('A')], commonLabels: huge };
    const [alert] = good(am.read(bytesOf(body), 0));
    expect(alert).toMatchObject({ name: 'A', details: { groupKey: 'g' } });
  });

  it('say that they were too long to be kept with each alert', () => {
    const body = { version: '4', groupKey: 'k'.repeat(5_000), routeLabels: { a: 'v'.repeat(5_000) } };
    const [alert] = good(am.read(bytesOf({ ...body, alerts: [firing('A')] }), 0));
    expect(alert?.details.groupKey).toMatch(/^k+…$/);
    expect(alert?.details.routeLabels).toBe('…(5008 characters left out)');
  });
});

describe('a message of Zabbix', () => {
  it('with a monster text is taken, and the text cut with a mark', () => {
    const body = { event_id: '1', event_value: '1', event_name: 'N', message: 'x'.repeat(2 * MiB) };
    const [alert] = good(zabbix.read(bytesOf(body), 0));
    expect(alert?.description).toMatch(/^x+…\(1048576 bytes left out\)$/);
    expect([...zabbix.readInParts(bytesOf(body), 0)]).toEqual([zabbix.read(bytesOf(body), 0)]);
  });

  it('with parameters that are nested or many is taken', () => {
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200));
    const body = { event_id: '1', event_value: '1', event_name: 'N', deep, many: Array(2e6).fill(0) };
    expect(good(zabbix.read(bytesOf(body), 0))).toMatchObject([{ name: 'N', fingerprint: 'e1' }]);
  });
});

it('labels with one long value are kept', () => {
  const [alert] = good(
    am.read(
      bytesOf({
        version: '4',
        alerts: [{ ...firing('A'), labels: { alertname: 'A', q: 'y'.repeat(2 * MiB) } }],
      }),
      0,
    ),
  );
  expect(labelOf(alert?.labels ?? {}, 'q')).toMatch(/^y+…\(1048576 bytes left out\)$/);
});
