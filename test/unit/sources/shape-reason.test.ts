import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const deps = { levels: {}, clock: new FakeClock() };
const alertmanager = createAlertmanagerSource('a', { type: 'alertmanager' }, deps);
const grafana = createGrafanaSource('g', { type: 'grafana', noDataLevel: 'Minor' }, deps);
const bytes = (body: Json) => Buffer.from(JSON.stringify(body));

function reasonFor(source: typeof alertmanager, alert: Json): string | undefined {
  const [read] = source.read(bytes({ version: '4', alerts: [alert] }), 0);
  return read && 'invalid' in read ? read.invalid.reason : undefined;
}

const labels = { alertname: 'A' };
const LABELS = 'write an object of texts, such as {"alertname": "HighCPU"}';

describe('the reason why an alert is not taken', () => {
  it.each<[Json, string]>([
    [{ labels }, 'status is missing; write firing or resolved'],
    [{ labels, status: null }, 'status is null; write firing or resolved'],
    [{ labels, status: '' }, 'status is empty; write firing or resolved'],
    [{ labels, status: 1 }, 'status is a number; write firing or resolved'],
    [{ labels, status: true }, 'status is true or false; write firing or resolved'],
    [{ labels, status: ['firing'] }, 'status is a list; write firing or resolved'],
    [{ labels, status: { state: 'active' } }, 'status is an object; write firing or resolved'],
    [{ labels, status: 'Secret' }, 'status has a value that nobody knows; write firing or resolved'],
    [{ labels: 7, status: 'firing' }, `labels is a number; ${LABELS}`],
    [{ labels: ['a'], status: 'firing' }, `labels is a list; ${LABELS}`],
    [{ labels: { a: { b: 'c' } }, status: 'firing' }, `labels has a value that is no text; ${LABELS}`],
    [
      { labels: { a: [] } },
      `labels has a value that is no text; ${LABELS}. status is missing; write firing or resolved`,
    ],
  ])('of %j is plain words with a remedy', (alert, words) => {
    const reason = reasonFor(alertmanager, alert) ?? '';
    expect(reason.split('. ').toSorted()).toEqual(words.split('. ').toSorted());
    expect(reason).not.toMatch(/Secret|Invalid|expected|received/);
  });

  it('is the same for Grafana, which may leave out the status', () => {
    expect(reasonFor(grafana, { labels })).toBeUndefined();
    expect(reasonFor(grafana, { labels, status: 'ok' })).toBe(
      'status has a value that nobody knows; write firing or resolved',
    );
  });

  it.each<[Json, string]>([
    [{ ruleId: 1 }, 'state is missing; write ok, paused, alerting, pending, no_data or unknown'],
    [{ state: 'ok', evalMatches: [] }, 'ruleId is missing; write the number of the rule'],
    [{ state: 'ok', ruleId: '' }, 'ruleId is empty; write the number of the rule'],
    [{ state: 'ok', ruleId: [1] }, 'ruleId is a list; write the number of the rule'],
  ])('of legacy alerting is plain words too: %j', (body, words) => {
    const refused = () => grafana.read(bytes(body), 0);
    expect(refused).toThrow(`not a body of Grafana's legacy alerting: ${words}`);
  });
});
