import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../src/alerts/alert.ts';
import { createGrafanaSource } from '../../../../src/sources/grafana/source.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const source = createGrafanaSource(
  'grafana',
  { type: 'grafana', noDataLevel: 'Minor' },
  { levels: {}, clock: new FakeClock() },
);

const disk = (host: string, used: number | null, more: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'Disk nearly full', host },
  annotations: {},
  startsAt: '2026-11-28T10:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: `fp-${host}`,
  ...(used !== null && { values: { B: used, C: 1 } }),
  valueString: '',
  ...more,
});
const linesOf = (alerts: readonly { readonly labels: { readonly host: string } }[]) =>
  `**Firing**\n${alerts.map(({ labels }) => `\nLabels:\n - host = ${labels.host}\n`).join('')}`;

function read(alerts: readonly ReturnType<typeof disk>[], group: object = {}): readonly Alert[] {
  const body = {
    version: '1',
    orgId: 1,
    title: '[FIRING:9] Disk',
    message: linesOf(alerts),
    alerts,
    ...group,
  };
  return source
    .read(Buffer.from(JSON.stringify(body)), 0)
    .flatMap((one) => ('alert' in one ? [one.alert] : []));
}
const texts = (...args: Parameters<typeof read>) => read(...args).map(({ description }) => description);

describe("Grafana's message about a group", () => {
  it('describes the alert of a group that has only this one', () => {
    expect(texts([disk('db-1', 97)])).toEqual(['**Firing**\n\nLabels:\n - host = db-1 (B=97, C=1)']);
  });

  it('describes none of two alerts: each has its own values', () => {
    expect(texts([disk('db-1', 97), disk('web-9', 91, { status: 'resolved' })])).toEqual([
      'Disk nearly full on db-1 (B=97, C=1)',
      'Disk nearly full on web-9 (B=91, C=1)',
    ]);
  });

  it('describes none of a group of which maxAlerts left out others', () => {
    expect(texts([disk('db-1', 97)], { truncatedAlerts: 3 })).toEqual([
      'Disk nearly full on db-1 (B=97, C=1)',
    ]);
  });

  it('never replaces what an alert says itself', () => {
    const own = { annotations: { summary: 'no room' } };
    expect(texts([disk('db-1', 97, own), disk('web-9', 91)])).toEqual([
      'no room (B=97, C=1)',
      'Disk nearly full on web-9 (B=91, C=1)',
    ]);
    expect(texts([disk('db-1', 97, own)])).toEqual(['no room (B=97, C=1)']);
  });

  it.each([
    [
      "[ var='B' labels={host=db-1} type='reduce' value=97.5 ], [ var='C' labels={host=db-1} value=1 ]",
      'B=97.5, C=1',
    ],
    ["[ metric='used' labels={host=db-1, path=/var} value=2.4e+09 ]", 'used=2.4e+09'],
    ["[ var='B' labels={} value=3 ]", 'B=3'],
  ])('is not needed for the values of an alert that only has them as a text: %s', (valueString, values) => {
    const [text] = texts([disk('db-1', null, { valueString }), disk('web-9', 91)]);
    expect(text).toBe(`Disk nearly full on db-1 (${values})`);
  });

  it('leaves a text that is no list of values alone', () => {
    for (const valueString of ['', 'value', "[ var='B'", `[ var='B' labels={${'x'.repeat(20_000)}`])
      expect(texts([disk('db-1', null, { valueString }), disk('web-9', 91)])[0]).toBe(
        'Disk nearly full on db-1',
      );
  });

  it('is no text of a plain body with private annotations either', () => {
    const plain = { annotations: { __value_string__: "[ var='A' labels={} value=22 ]", __orgId__: '1' } };
    expect(texts([disk('db-1', null, { ...plain, valueString: undefined }), disk('web-9', 91)])[0]).toBe(
      'Disk nearly full on db-1 (A=22)',
    );
  });

  it('never puts one alert into the text of another', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 100, max: 999 }), { minLength: 2, maxLength: 12 }),
        (numbers) => {
          const alerts = read(numbers.map((number) => disk(`host-${number}`, number)));
          for (const [i, { description }] of alerts.entries())
            for (const [j, number] of numbers.entries())
              expect(description.includes(`${number}`)).toBe(i === j);
        },
      ),
    );
  });
});
