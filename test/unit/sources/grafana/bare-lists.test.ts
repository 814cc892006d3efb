import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/alerts/alert.ts';
import { PayloadError } from '../../../../src/errors.ts';
import { createGrafanaSource } from '../../../../src/sources/grafana/source.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const source = createGrafanaSource(
  'grafana',
  { type: 'grafana', noDataLevel: 'Minor' },
  { levels: {}, clock: new FakeClock() },
);
const alert = { labels: { alertname: 'Disk' } };
const read = (body: Json) =>
  source
    .read(Buffer.from(JSON.stringify(body)), 0)
    .map((one) => ('alert' in one ? one.alert.name : `invalid: ${one.invalid.reason}`));

describe('a custom payload that is a list', () => {
  it('may be empty, like the list of a group', () => {
    expect(read([])).toEqual([]);
    expect(read({ alerts: [] })).toEqual([]);
  });

  it('is taken with one alert in it, and its other elements are judged one by one', () => {
    expect(read([alert])).toEqual(['Disk']);
    expect(read(['a', alert, 7])).toEqual(['invalid: is not an object', 'Disk', 'invalid: is not an object']);
  });

  it.each([[['a']], [[1, null]], ['alerts'], [null], [{}], [{ alerts: { a: alert } }]] as Json[][])(
    'is none of Grafana without any: %j',
    (body) => {
      expect(() => read(body ?? null)).toThrow(PayloadError);
    },
  );

  it('of a group may have none but strange elements: each is kept', () => {
    expect(read({ alerts: ['a'] })).toEqual(['invalid: is not an object']);
  });
});

describe('a body with a key of the legacy alerting', () => {
  it.each([{ ruleId: 1 }, { evalMatches: [] }])('is read as such, also with a list: %j', (more) => {
    const body = { ...more, ruleName: 'Disk', state: 'alerting', ruleId: 1, alerts: [alert, alert] };
    expect(read(body)).toEqual(['Disk']);
  });
});
