import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Alert, type Json, labelOf, type SourceType } from '../../../src/alerts/alert.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { createGrafanaSource } from '../../../src/sources/grafana/source.ts';
import type { ReadAlert, Source } from '../../../src/sources/source-port.ts';
import { createZabbixSource } from '../../../src/sources/zabbix/source.ts';
import { systemClock } from '../../../src/time/clock.ts';

const NOW = Date.parse('2026-11-24T03:10:00Z');
const deps = { levels: { pageteam: 'Critical' }, clock: systemClock } as const;
const am = createAlertmanagerSource('am', { type: 'alertmanager' }, deps);
const grafana = createGrafanaSource('grafana', { type: 'grafana', noDataLevel: 'Minor' }, deps);
const zabbix = createZabbixSource('zabbix', { type: 'zabbix', identity: 'event' }, deps);

function bytesOf(source: Source, name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/${source.type}/${name}.json`, import.meta.url));
}

function good(read: readonly ReadAlert[]): readonly Alert[] {
  return read.flatMap((item) => ('alert' in item ? [item.alert] : []));
}

const fixture = (source: Source, name: string): readonly Alert[] =>
  good(source.read(bytesOf(source, name), NOW));
const json = (body: Json): Buffer => Buffer.from(JSON.stringify(body));
const parsed = (source: Source, name: string) => JSON.parse(bytesOf(source, name).toString());

describe('pitfalls of the senders', () => {
  it('1: an endsAt of year 1 is not a date', () => {
    expect(fixture(am, 'mixed-group')[1]).toMatchObject({ status: 'firing', level: 'Critical' });
    expect(fixture(am, 'mixed-group')[1]).not.toHaveProperty('endsAt');
    const body = parsed(am, 'mixed-group');
    body.alerts[1].endsAt = '2026-11-24T04:00:00Z';
    expect(good(am.read(json(body), NOW))[1]).not.toHaveProperty('endsAt');
  });

  it('2: the status of the group is not that of its alerts', () => {
    expect(fixture(am, 'mixed-group').map(({ status }) => status)).toEqual(['resolved', 'firing']);
    const silent = { ...parsed(am, 'mixed-group'), status: 'resolved' };
    expect(good(am.read(json(silent), NOW)).map(({ status }) => status)).toEqual(['resolved', 'firing']);
  });

  it('3: the receiver comes with backslashes', () => {
    expect(fixture(am, 'reason-and-route-labels')[0]?.details.receiver).toBe('team.coc');
  });

  it('4: alertname and annotations may be missing', () => {
    expect(fixture(am, 'no-alertname').map(({ name }) => name)).toEqual(['backup', 'Only a summary']);
    const body = parsed(am, 'resolved-by-hand');
    body.alerts[0] = { status: 'firing', labels: { __alert_rule_uid__: 'cdeqm', team: 'db' } };
    expect(good(am.read(json(body), NOW))[0]).toMatchObject({ name: 'db', description: 'db' });
  });

  it('5: an old Alertmanager sends neither fingerprint nor truncatedAlerts', () => {
    const [alert] = fixture(am, 'without-fingerprint');
    expect(alert?.fingerprint).toBe('a1bc48475b20e73d');
    expect(alert?.alarmId).toBe(fixture(am, 'high-cpu-temperature')[0]?.alarmId);
  });

  it('6: unknown keys are ignored, and those of newer versions kept as details', () => {
    expect(fixture(am, 'reason-and-route-labels')[0]?.details).toMatchObject({
      notification_reason: 'some alerts resolved',
    });
    expect(fixture(grafana, 'missing-series')).toHaveLength(1);
  });

  it('7: label names may be emoji, __proto__ and constructor', () => {
    const labels = fixture(am, 'hostile-labels')[0]?.labels ?? {};
    expect(['__proto__', 'constructor', '👻', 'Σ', 'a.b c'].map((name) => labelOf(labels, name))).toEqual([
      'p',
      'c',
      'ghost',
      'sum',
      'dots',
    ]);
    expect(labelOf(labels, 'hasOwnProperty')).toBeUndefined();
  });

  it('8: values may be null, and numbers written as 1e+09', () => {
    expect(fixture(grafana, 'no-data')).toHaveLength(3);
    const text = bytesOf(grafana, 'missing-series').toString().replace('1000000000.0', '1e+09');
    expect(good(grafana.read(Buffer.from(text), NOW))[0]?.description).toContain('A=1000000000');
  });

  it('9: a generatorURL may be relative', () => {
    expect(fixture(grafana, 'test-button')[0]?.links).toContain('https://grafana.example.com/?orgId=1');
  });

  it('10 and 11: no source sees the method, and the Content-Type does not matter', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(zabbix.checkCredentials(headers)).toEqual({ ok: true });
  });

  it('12: a body may have a byte order mark and a trailing newline', () => {
    const body = Buffer.concat([Buffer.from('\ufeff'), bytesOf(am, 'mixed-group'), Buffer.from('\n')]);
    expect(good(am.read(body, NOW))).toEqual(fixture(am, 'mixed-group'));
  });

  it('13: a generatorURL longer than COC takes is kept whole', () => {
    const body = parsed(am, 'resolved-by-hand');
    const long = `http://prometheus/graph?g0.expr=${'x'.repeat(5_000)}`;
    body.alerts[0].generatorURL = long;
    expect(good(am.read(json(body), NOW))[0]?.links).toEqual([long, 'http://127.0.0.1:19093']);
  });

  it('15: a resolve may have startsAt equal to endsAt', () => {
    const [alert] = fixture(grafana, 'missing-series');
    expect(alert).toMatchObject({ status: 'resolved', startsAt: alert?.endsAt });
  });

  it('16: Grafana 13 may send plain bodies of version "4", with the same identity', () => {
    const [plain] = fixture(grafana, 'plain-alertmanager');
    expect(plain?.alarmId).toBe(fixture(grafana, 'missing-series')[0]?.alarmId);
    expect(plain?.annotations).not.toHaveProperty('__value_string__');
  });

  it('17: a custom payload may be a list, whose alerts are over when their end has passed', () => {
    expect(fixture(grafana, 'custom-list').map(({ status }) => status)).toEqual(['resolved', 'firing']);
    expect(() => am.read(bytesOf(grafana, 'custom-list'), NOW)).toThrow('remove "payload"');
  });

  it('18: Zabbix leaves macros without a value as they are', () => {
    const [alert] = fixture(zabbix, 'problem');
    const { unresolved, ...details } = alert?.details ?? {};
    expect(unresolved).toMatchObject({ event_recovery_id: '{EVENT.RECOVERY.ID}' });
    expect(JSON.stringify({ ...alert, details, raw: null })).not.toMatch(/\{[A-Z.]+\}/);
    expect(fixture(zabbix, 'test-button')[0]).toMatchObject({ test: true, level: 'Info' });
  });

  it('19: a uint64 id that comes as a number keeps its digits', () => {
    expect(fixture(zabbix, 'numbers-and-dots')[0]?.fingerprint).toBe('e18446744073709551615');
  });

  it('20: a resolve that was never seen firing is an alert like others', () => {
    const [resolve] = fixture(zabbix, 'recovery');
    expect(resolve?.alarmId).toBe(fixture(zabbix, 'problem')[0]?.alarmId);
    expect(fixture(am, 'mixed-group')[0]).toMatchObject({ status: 'resolved', name: 'LabToggle' });
  });

  it('21: the same body posted twice is read alike', () => {
    expect(fixture(am, 'mixed-group')).toEqual(fixture(am, 'mixed-group'));
  });

  it('22: an empty list of alerts is nothing, and no error', () => {
    expect(am.read(json({ version: '4', alerts: [] }), NOW)).toEqual([]);
    expect(grafana.read(json([]), NOW)).toEqual([]);
  });

  it('23: of two alerts with equal labels the given fingerprints count', () => {
    const ids = fixture(grafana, 'equal-labels').map(({ alarmId }) => alarmId);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('a bad alert', () => {
  it('harms no other in its batch, and says its place and what is wrong', () => {
    const body = parsed(am, 'mixed-group');
    const [first, second] = body.alerts;
    const alerts = [
      first,
      null,
      { ...second, status: 'suppressed' },
      { ...second, labels: [1] },
      { status: 'firing' },
      second,
    ];
    const read = am.read(json({ ...body, alerts }), NOW);
    expect(good(read)).toEqual(fixture(am, 'mixed-group'));
    const invalid = read.flatMap((item) => ('invalid' in item ? [item.invalid] : []));
    expect(invalid.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    expect(invalid[1]?.reason).toContain('status');
    expect(invalid[2]?.reason).toMatch(/^labels is .*; write an object of texts, such as/);
  });
});

describe('bodies of somebody else', () => {
  const types: readonly SourceType[] = ['alertmanager', 'grafana', 'zabbix'];

  it.each([
    [am, { version: '3', alert: [], alerts: [] }, 'update Alertmanager'],
    [am, { version: '1', orgId: 1, alerts: [] }, 'type grafana'],
    [am, { text: 'custom' }, 'remove "payload"'],
    [am, 'custom', 'remove "payload"'],
    [grafana, { msgtype: 'text' }, 'remove the custom payload'],
    [grafana, ['a'], 'remove the custom payload'],
    [grafana, { ruleId: 1, state: 'exploded' }, 'state'],
    [grafana, { evalMatches: [], state: 'ok' }, 'ruleId'],
    [zabbix, { version: '4', alerts: [] }, 'source of type alertmanager or grafana'],
  ])('are refused with a remedy', (source, body, remedy) => {
    expect(types).toContain(source.type);
    expect(() => source.read(json(body), NOW)).toThrow(remedy);
  });
});

describe('what is recorded and not sent', () => {
  const filters = (source: Source, body: Json) =>
    source.read(json(body), NOW).map((item) => ('alert' in item ? item.filter : 'invalid'));

  it('are the alerts that only prove that alerting works', () => {
    const body = parsed(am, 'watchdog-and-info-inhibitor');
    expect(filters(am, body)).toEqual(['heartbeat', 'info-inhibitor']);
    body.alerts[0].labels.severity = 'critical';
    expect(filters(am, body)).toEqual([undefined, 'info-inhibitor']);
  });

  it.each([
    ['paused', 'paused'],
    ['pending', 'paused'],
    ['unknown', 'paused'],
    ['alerting', undefined],
    ['no_data', undefined],
    ['ok', undefined],
  ])('is a legacy rule that is %s: %s', (state, filter) => {
    expect(filters(grafana, { ...parsed(grafana, 'legacy-alerting'), state })).toEqual([filter]);
  });

  it('is what Zabbix discovers', () => {
    expect(filters(zabbix, parsed(zabbix, 'discovery'))).toEqual(['discovery']);
    expect(filters(zabbix, { ...parsed(zabbix, 'discovery'), event_source: '2' })).toEqual(['discovery']);
  });
});

describe('what all alerts of a message share', () => {
  it('is kept short with each of them, or a large message would become a huge one', () => {
    const body = parsed(am, 'mixed-group');
    const long = '😀'.repeat(100_000);
    const read = am.read(
      json({ ...body, groupKey: long, externalURL: `http://${long}`, routeLabels: { a: long } }),
      NOW,
    );
    for (const alert of good(read)) {
      expect(JSON.stringify({ ...alert, raw: null }).length).toBeLessThan(8_000);
      expect(alert.details.groupKey).not.toMatch(/\p{Cs}/u);
    }
  });
});

it('additions to the severity map count for every source', () => {
  const body = parsed(am, 'resolved-by-hand');
  body.alerts[0].labels.severity = 'PageTeam';
  expect(good(am.read(json(body), NOW))[0]).toMatchObject({
    level: 'Critical',
    levelKnown: true,
    severity: 'PageTeam',
  });
});
