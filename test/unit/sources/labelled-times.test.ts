import { describe, expect, it } from 'vitest';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import { onlyAlert } from '../../contract/source-contract.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const deps = { levels: {}, clock: new FakeClock() };
const sources = [
  ['Alertmanager', createAlertmanagerSource('a', { type: 'alertmanager' }, deps)],
  ['Grafana', createGrafanaSource('g', { type: 'grafana', noDataLevel: 'Minor' }, deps)],
] as const;

describe.each(sources)('the times of an alert of %s', (_, source) => {
  const read = (times: object) => {
    const alert = { status: 'resolved', labels: { alertname: 'A' }, ...times };
    return onlyAlert(source.read(Buffer.from(JSON.stringify({ version: '4', alerts: [alert] })), 0));
  };

  it.each([
    ['2020-05-21T10:58:07+0800', '2020-05-21 02:59:07 +0000 UTC'],
    ['2020-05-21 10:58:07 +0800 CST m=+0.5', '2020-05-21T10:59:07+08'],
    ['2020-05-21T02:58:07Z', '2020-05-21 02:59:07.0 +0000 UTC'],
    [1590029887, 1590029947],
    [1590029887000, '1590029947000'],
    ['1590029887', 1590029947.0005],
  ])('are read as %s and %s', (startsAt, endsAt) => {
    const start = Date.UTC(2020, 4, 21, 2, 58, 7);
    const alert = read({ startsAt, endsAt });
    expect(alert).toMatchObject({ startsAt: start, endsAt: start + 60_000 });
    expect(alert.details).not.toHaveProperty('unreadTimes');
  });

  it('that cannot be read are told, and those that are none are not', () => {
    expect(read({ startsAt: 'yesterday', endsAt: '21.05.2020' }).details.unreadTimes).toEqual({
      startsAt: 'yesterday',
      endsAt: '21.05.2020',
    });
    expect(read({ startsAt: '2020-02-30T00:00:00Z', endsAt: 20200521 }).details.unreadTimes).toEqual({
      startsAt: '2020-02-30T00:00:00Z',
      endsAt: '20200521',
    });
    for (const endsAt of ['0001-01-01T00:00:00Z', '', undefined, 0, null, -62135596800])
      expect(read({ startsAt: '2020-05-21T02:58:07Z', endsAt }).details).not.toHaveProperty('unreadTimes');
  });

  it('are told each by itself, and not at full length', () => {
    const unread = (times: object) => read(times).details.unreadTimes;
    expect(unread({ startsAt: '2020-05-21T02:58:07Z', endsAt: 'soon' })).toEqual({ endsAt: 'soon' });
    expect(unread({ startsAt: 'x'.repeat(100), endsAt: 'y'.repeat(101) })).toEqual({
      startsAt: 'x'.repeat(100),
      endsAt: 'y'.repeat(100),
    });
  });
});
