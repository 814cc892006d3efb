import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../src/alerts/alarm.ts';
import { type Alert, labelsFrom } from '../../../src/alerts/alert.ts';
import { ConfigError } from '../../../src/errors.ts';
import { createRouter } from '../../../src/routing/route.ts';
import { anAlert } from './an-alert.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

const NOW = Date.UTC(2025, 5, 1);
const integrations = ['default', 'payments'];

function routed(sections: Record<string, unknown>, changes: Partial<Alert> = {}) {
  return createRouter(settingsOf(sections), { integrations })(anAlert(changes), NOW);
}

function alarmOf(sections: Record<string, unknown>, changes: Partial<Alert> = {}): Alarm {
  const result = routed(sections, changes);
  if (result.kind !== 'alarm') throw new Error(`filtered: ${result.reason}`);
  return result.alarm;
}

function without(...names: (keyof Alert)[]): Alert {
  return Object.fromEntries(
    Object.entries(anAlert()).filter(([name]) => !names.includes(name as keyof Alert)),
  ) as unknown as Alert;
}

describe('a heartbeat', () => {
  const heartbeats = [{ source: 'prod', within: '5m', match: ['alertname="DiskFull"'] }];

  it('is no alarm, whatever the routes say', () => {
    const routes = [{ match: ['alertname="DiskFull"'], alarmName: 'x' }];
    const result = routed({ heartbeats, routes }, { source: 'prod' });
    expect(result).toMatchObject({ kind: 'filtered', reason: 'heartbeat' });
  });

  it('is one of its source alone', () => {
    expect(routed({ heartbeats }, { source: 'another' }).kind).toBe('alarm');
  });
});

describe('an alarm', () => {
  it('is made of the fields of the alert where nothing is configured', () => {
    expect(routed({})).toEqual({
      kind: 'alarm',
      route: 'default',
      templateErrors: [],
      alarm: {
        alarmId: 'am0123456789abcdef',
        integration: 'default',
        alarmName: 'DiskFull',
        alarmLevel: 'Critical',
        time: Date.UTC(2025, 0, 2, 3, 4, 5),
        nameSpace: 'payments',
        regionId: 'cn-north-4',
        applicationId: 'app-default',
        resourceName: 'db-1',
        resourceId: 'i-1',
        alarmDesc: 'The disk is full.',
        urls: ['https://prometheus.example/graph'],
        alarmStatus: 'alarm',
        alarmSource: 'Prometheus',
      },
    });
  });

  it('has a value for everything that the alert does not have', () => {
    const bare = without('namespace', 'region', 'application', 'resourceName', 'resourceId', 'startsAt');
    const result = createRouter(settingsOf(), { integrations })(bare, NOW);
    expect(result).toMatchObject({
      alarm: { nameSpace: 'default', regionId: '', resourceName: '', resourceId: '', time: NOW },
    });
  });

  it.each([
    ['alertmanager', 'Prometheus'],
    ['grafana', 'Grafana'],
    ['zabbix', 'Zabbix'],
  ] as const)('from %s says that its source is %s', (sourceType, alarmSource) => {
    expect(alarmOf({}, { sourceType }).alarmSource).toBe(alarmSource);
  });

  it('takes the time of its end when it is resolved, and now when there is none', () => {
    expect(alarmOf({}, { status: 'resolved', endsAt: 42 })).toMatchObject({ alarmStatus: 'ok', time: 42 });
    expect(alarmOf({}, { status: 'resolved' }).time).toBe(NOW);
  });

  it('takes what a route sets before what `alarm` sets before what the alert says', () => {
    const sections = {
      alarm: { nameSpace: 'from-alarm', regionId: 'from-alarm', resourceId: '{{ labels.none }}' },
      routes: [{ match: ['team=db'], nameSpace: 'from-route', alarmName: '{{ labels.none }}' }],
    };
    expect(alarmOf(sections)).toMatchObject({
      nameSpace: 'from-route',
      regionId: 'from-alarm',
      resourceId: 'i-1',
      alarmName: 'DiskFull',
    });
  });

  it.each([
    ['the route', { applicationId: 'app-route' }, { checkout: 'app-map' }, 'app-route'],
    ['the map of applications', {}, { checkout: 'app-map' }, 'app-map'],
    ['`alarm`', {}, { other: 'app-map' }, 'app-default'],
  ])('takes its application from %s', (_, route, applications, expected) => {
    const sections = { alarm: { applications }, routes: [{ match: ['team=db'], ...route }] };
    expect(alarmOf(sections).applicationId).toBe(expected);
  });

  it('does not mistake a hostile application name for an entry of the map', () => {
    expect(alarmOf({ alarm: { applications: { a: 'b' } } }, { application: 'constructor' })).toMatchObject({
      applicationId: 'app-default',
    });
  });

  it('reports an application that renders to nothing', () => {
    const result = routed({ alarm: { applicationId: '{{ labels.none }}' } });
    expect(result).toMatchObject({
      alarm: { applicationId: '' },
      applicationFrom: 'none',
      templateErrors: [{ field: 'alarm.applicationId' }],
    });
  });

  it.each([
    ['renders to nothing', '{{ labels.none }}'],
    ['fails', '{% for i in (1..900000) %}x{% endfor %}'],
    ['renders to what nobody can see', '\u200b{{ labels.none }}\u200b'],
  ])('takes the default application when the template of its own %s', (_how, applicationId) => {
    const result = routed({
      alarm: { applicationId, defaultApplicationId: 'app-fallback' },
      incidents: [{ ...aPolicy, match: ['team=db'] }],
    });
    expect(result).toMatchObject({
      alarm: { applicationId: 'app-fallback' },
      incident: { applicationId: 'app-fallback' },
      applicationFrom: 'default',
    });
  });

  it('does not take the default application for an alert that has one', () => {
    const sections = { alarm: { defaultApplicationId: 'app-fallback' } };
    expect(routed(sections)).not.toHaveProperty('applicationFrom');
    expect(alarmOf(sections).applicationId).toBe('app-default');
  });

  it('keeps the application of `alarm` when that of the route is blank', () => {
    const sections = { routes: [{ match: ['team=db'], applicationId: '\u200b' }] };
    expect(alarmOf(sections).applicationId).toBe('app-default');
  });

  it('takes its level from a template, an addition to the severity map, or the alert', () => {
    expect(alarmOf({ alarm: { alarmLevel: '{{ labels.prio }}' } }).alarmLevel).toBe('Critical');
    expect(alarmOf({ alarm: { alarmLevel: ' warning ' } }).alarmLevel).toBe('Minor');
    expect(alarmOf({ alarm: { levels: { Critical: 'Info' } } }).alarmLevel).toBe('Info');
    expect(
      alarmOf({
        alarm: { levels: { urgent: 'Critical' } },
        routes: [{ match: ['team=db'], alarmLevel: 'URGENT' }],
      }).alarmLevel,
    ).toBe('Critical');
  });

  it('keeps the level of a test message, whatever the severity map says', () => {
    const sections = { alarm: { levels: { critical: 'Critical' } } };
    expect(alarmOf(sections, { test: true, level: 'Info' }).alarmLevel).toBe('Info');
  });

  it('puts the configured link before those of the alert, if it is one', () => {
    const links = ['https://prometheus.example/graph'];
    const url = 'https://wiki.example/{{ name }}';
    expect(alarmOf({ alarm: { url } }).urls).toEqual(['https://wiki.example/DiskFull', ...links]);
    const bad = routed({ alarm: { url: 'javascript:alert({{ name }})' } });
    expect(bad).toMatchObject({ alarm: { urls: links }, templateErrors: [{ field: 'alarm.url' }] });
  });

  it('is not lost when a template fails: the default stands in, and the failure is reported', () => {
    const endless = '{% for i in (1..100000000) %}x{% endfor %}';
    const result = routed({
      alarm: { alarmDesc: endless },
      routes: [{ match: ['team=db'], alarmName: endless, alarmLevel: '{{ name }}' }],
    });
    expect(result).toMatchObject({
      kind: 'alarm',
      alarm: { alarmDesc: 'The disk is full.', alarmName: 'DiskFull', alarmLevel: 'Critical' },
    });
    expect(result.templateErrors.map(({ field }) => field)).toEqual([
      'alarm.alarmDesc',
      'routes[0].alarmName',
      'routes[0].alarmLevel',
    ]);
  });
});

describe('a route', () => {
  it('is the first one whose matchers all hold', () => {
    const sections = {
      routes: [
        { name: 'web', match: ['team=web'] },
        { match: ['team=db', 'severity=page'] },
        { match: ['team=db', 'severity=critical'], integration: 'payments' },
        { name: 'late', match: ['team=db'] },
      ],
    };
    expect(routed(sections)).toMatchObject({ route: 'routes[2]', alarm: { integration: 'payments' } });
  });

  it.each([
    'source=prod',
    'sourceType=alertmanager',
    'status=firing',
    'alarmName=DiskFull',
    'alarmLevel=Critical',
    'nameSpace=from-alarm',
    'regionId=cn-north-4',
    'applicationId=app-default',
    'resourceName=db-1',
    'resourceId=i-1',
    'alarmSource=Prometheus',
    'alarmStatus=alarm',
    'alarmDesc=~".*full.*"',
    'alertname=DiskFull',
    'status!=spoofed,nosuchlabel="",constructor="",__proto__=""',
  ])('can match %s', (matcher) => {
    const labels = labelsFrom([
      ...Object.entries(anAlert().labels),
      ['status', 'spoofed'],
      ['alarmName', 'x'],
    ]);
    const sections = { alarm: { nameSpace: 'from-alarm' }, routes: [{ name: 'hit', match: [matcher] }] };
    expect(routed(sections, { labels })).toMatchObject({ route: 'hit' });
  });

  it('with drop filters the alert and says which route it was', () => {
    expect(routed({ routes: [{ name: 'noise', match: ['team=db'], drop: true }] })).toEqual({
      kind: 'filtered',
      reason: 'route',
      route: 'noise',
      templateErrors: [],
    });
  });
});

describe('an incident', () => {
  const critical = { ...aPolicy, name: 'critical', match: ['alarmLevel=Critical'] };
  const named = { ...aPolicy, name: 'named', level: 'level_10' };

  function incidentOf(sections: Record<string, unknown>, changes: Partial<Alert> = {}) {
    const result = routed(sections, changes);
    return result.kind === 'alarm' ? result.incident : undefined;
  }

  it('is asked for by the first policy that matches, with texts from the alarm', () => {
    expect(incidentOf({ incidents: [{ ...critical, match: ['team=web'], name: 'x' }, critical] })).toEqual({
      policy: 'critical',
      title: 'DiskFull on db-1',
      description: 'The disk is full.',
      tail: [
        'Level: Critical',
        'Resource: db-1',
        'Link: https://prometheus.example/graph',
        'Namespace: payments',
        'Source: Prometheus',
      ],
      level: 'level_20',
      type: 'inc_type_p_monitoring_issues',
      serviceInterrupted: false,
      applicationId: 'app-default',
      regionId: 'cn-north-4',
      creator: 'user-1',
      assignee: { user: 'user-2' },
    });
  });

  it('has the link of the runbook beside that of the alarm, and the phrases of its language', () => {
    const alert = anAlert({ annotations: { runbook_url: 'https://wiki.example/disk' } });
    const settings = { ...settingsOf({ incidents: [critical] }), language: 'zh' as const };
    const result = createRouter(settings, { integrations })(alert, NOW);
    const tail = result.kind === 'alarm' ? result.incident?.tail : [];
    expect(tail?.[0]).toBe('级别: Critical');
    expect(tail?.slice(2, 4)).toEqual([
      '链接: https://prometheus.example/graph',
      '处理手册: https://wiki.example/disk',
    ]);
  });

  it('says when templates wrote its title and description', () => {
    const own = { ...critical, title: 'Disk!', description: 'Help' };
    const incident = incidentOf({ incidents: [own] });
    expect(incident).toMatchObject({ title: 'Disk!', hasOwnTitle: true, description: 'Help' });
    expect(incident).not.toHaveProperty('tail');
  });

  it.each([
    ['names none', {}, undefined, undefined],
    ['has the name of the stand-in', {}, 'default', 'default'],
    [
      'is given by a template',
      { alarm: { nameSpace: 'none', applicationId: 'app-default' } },
      undefined,
      'none',
    ],
  ])('tells the namespace only where the source %s', (_, sections, namespace, told) => {
    const alert = namespace === undefined ? without('namespace') : anAlert({ namespace });
    const settings = settingsOf({ incidents: [critical], ...sections });
    const result = createRouter(settings, { integrations })(alert, NOW);
    const lines = result.kind === 'alarm' ? result.incident?.tail : [];
    expect(lines?.filter((line) => line.startsWith('Namespace'))).toEqual(told ? [`Namespace: ${told}`] : []);
    expect(result).toMatchObject({ alarm: { nameSpace: told ?? 'default' } });
  });

  it('sees the final alarm, after the route', () => {
    const sections = { incidents: [critical], routes: [{ match: ['team=db'], alarmLevel: 'Minor' }] };
    expect(incidentOf(sections)).toBeUndefined();
    expect(
      incidentOf(
        { ...sections, routes: [{ match: ['team=db'], alarmLevel: 'critical' }] },
        {
          level: 'Minor',
        },
      )?.policy,
    ).toBe('critical');
  });

  it('follows the route that names a policy, or wants none', () => {
    const incidents = [critical, named];
    expect(incidentOf({ incidents, routes: [{ match: ['team=db'], incident: 'named' }] })?.level).toBe(
      'level_10',
    );
    const none = [{ match: ['team=db'], incident: false }];
    expect(incidentOf({ incidents: [critical], routes: none })).toBeUndefined();
  });

  it.each([
    ['resolved', { status: 'resolved' as const }],
    ['a test', { test: true }],
  ])('is never asked for by an alert that is %s', (_, changes) => {
    const sections = { incidents: [critical, named], routes: [{ match: ['team=db'], incident: 'named' }] };
    expect(incidentOf(sections, changes)).toBeUndefined();
    expect(incidentOf({ incidents: [critical] }, changes)).toBeUndefined();
  });

  it('has templates that see the alarm as well as the alert', () => {
    const policy = {
      ...critical,
      title: '[{{ alarmLevel }}] {{ alarmName }} ({{ labels.team }})',
      description: '{{ url }} {{ nosuch.thing }}',
      applicationId: '{{ applicationId }}-x',
      regionId: '{{ labels.none }}',
      enterpriseProjectId: 'ep-1',
      serviceInterrupted: true,
      assignee: { scene: 's', role: 'r' },
    };
    expect(incidentOf({ alarm: { alarmName: 'Renamed' }, incidents: [policy] })).toMatchObject({
      title: '[Critical] Renamed (db)',
      description: 'https://prometheus.example/graph',
      applicationId: 'app-default-x',
      regionId: 'cn-north-4',
      enterpriseProjectId: 'ep-1',
      serviceInterrupted: true,
      assignee: { scene: 's', role: 'r' },
    });
  });

  it('leaves the region out when nobody knows it', () => {
    const result = createRouter(settingsOf({ incidents: [critical] }), { integrations })(
      without('region'),
      NOW,
    );
    expect(result.kind === 'alarm' && result.incident && 'regionId' in result.incident).toBe(false);
  });

  it('reports a template of its own that fails, and keeps its default', () => {
    const result = routed({ incidents: [{ ...critical, title: '{{ labels }}' }] });
    expect(result).toMatchObject({
      incident: { title: 'DiskFull on db-1' },
      templateErrors: [{ field: 'incidents[0].title' }],
    });
  });
});

describe('createRouter', () => {
  it('refuses settings that contradict each other', () => {
    const settings = settingsOf({ routes: [{ match: ['a=b'], incident: 'nobody' }] });
    expect(() => createRouter(settings, { integrations })).toThrow(ConfigError);
  });
});
