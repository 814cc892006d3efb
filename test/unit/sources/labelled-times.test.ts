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

  it.each([
    ['0001-01-01T00:00:00'],
    ['0001-01-01 00:00:00'],
    ['1970-01-01T08:00:00'],
    ['1970-01-01'],
    ['0000-00-00 00:00:00'],
    ['01/01/0001 00:00:00'],
    ['1/1/1970, 12:00:00 AM'],
    ['01.01.1970'],
    ['19700101000000'],
    ['12/31/1969 19:00:00'],
    ['Thu Jan 1 00:00:00 1970'],
    ['Thu Jan  1 00:00:00 CST 1970'],
    ['1 January 1970'],
    ['0.0'],
    ['+0'],
    [-62135596800000000],
    ['-6795364578871345152'],
    [-6795364578871345000],
  ])('are none as the zero value %j', (zero) => {
    expect(read({ startsAt: zero, endsAt: zero }).details).not.toHaveProperty('unreadTimes');
    expect(read({ startsAt: zero })).not.toHaveProperty('startsAt');
  });

  it.each([
    ['1970'],
    ['0001-01-02T00:00:00'],
    ['1970-02-01'],
    ['1971-01-01 00:00:00'],
    ['31/12/1970'],
    ['Jan 2, 1970'],
    ['1970-01-011'],
    ['0x0'],
  ])('are told as %j, which is no zero value', (startsAt) => {
    expect(read({ startsAt }).details.unreadTimes).toEqual({ startsAt });
  });

  it.each([
    [{ seconds: 1795989600 }, '{"seconds":1795989600}'],
    [true, 'true'],
    [false, 'false'],
    [[], '[]'],
    [['2026-05-05T13:04:57Z'], '["2026-05-05T13:04:57Z"]'],
    [{}, '{}'],
  ])('are told as %j, which is neither text nor number', (time, said) => {
    expect(read({ startsAt: time, endsAt: time }).details.unreadTimes).toEqual({
      startsAt: said,
      endsAt: said,
    });
  });

  it.each(['0001-01-01T00:00:00', 'N/A', '-', 'never', '21.05.2020', 20200521, true])(
    'have no end while it fires, whatever %j should be',
    (endsAt) => {
      const startsAt = '2020-05-21T02:58:07Z';
      const alert = read({ status: 'firing', startsAt, endsAt });
      expect(alert).not.toHaveProperty('endsAt');
      expect(alert.details).not.toHaveProperty('unreadTimes');
      const told = read({ status: 'firing', startsAt: 'soon', endsAt }).details;
      expect(told.unreadTimes).toEqual({ startsAt: 'soon' });
    },
  );

  it('are told each by itself, and not at full length', () => {
    const unread = (times: object) => read(times).details.unreadTimes;
    expect(unread({ startsAt: '2020-05-21T02:58:07Z', endsAt: 'soon' })).toEqual({ endsAt: 'soon' });
    expect(unread({ startsAt: 'x'.repeat(100), endsAt: 'y'.repeat(101) })).toEqual({
      startsAt: 'x'.repeat(100),
      endsAt: 'y'.repeat(100),
    });
  });
});
