import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findNotices } from '../../../../src/config/notices/find-notices.ts';
import { configOf } from '../fault-of.ts';
import { AKSK, ID, noticesOf, policy } from './notices-of.ts';

describe('a template variable that does not exist', () => {
  it.each<[string, string, Record<string, object>, string]>([
    ['lables', 'alarm.alarmName', { alarm: { alarmName: '{{ lables.x }}' } }, 'did you mean labels?'],
    ['severty', 'alarm.url', { alarm: { url: '{% if severty == "x" %}u{% endif %}' } }, 'severity?'],
    ['Labels', 'alarm.alarmDesc', { alarm: { alarmDesc: '{{ .Labels.pod }}' } }, 'did you mean labels?'],
    ['CommonLabels', 'alarm.nameSpace', { alarm: { nameSpace: '{{ .CommonLabels.x }}' } }, 'mean labels?'],
    [
      'instance',
      'routes[0].resourceName',
      { routes: [{ match: ['a=b'], resourceName: '{{ instance }}' }] },
      'for the label instance write labels.instance',
    ],
    ['anotations', 'incidents[0].title', policy({ title: '{{ anotations.x }}' }), 'mean annotations?'],
    ['clustre', 'incidents[0].correlateBy', policy({ correlateBy: '{{ clustre }}' }), 'labels.clustre'],
    [
      'labels',
      'incidents[0].resolve.cause',
      policy({ operator: 'robot', resolve: { mode: 'propose', cause: '{{ labels.x }}' } }),
      'known are policy',
    ],
  ])('is a mistake: %s in %s', (name, path, sections, remedy) => {
    expect(noticesOf(sections)).toEqual([
      {
        ...{ kind: 'mistake', path },
        message: `reads ${name}, which no template knows, so that it renders to nothing`,
        remedy: expect.stringContaining(remedy),
      },
    ]);
  });

  it('is none where the template makes it, or where it is known', () => {
    const alarm = {
      alarmName: '{% assign where = labels.dc %}{{ where }} {{ name }}',
      alarmDesc:
        '{% for link in links %}{{ forloop.index }} {{ link }}{% endfor %}{% raw %}{{ x }}{% endraw %}',
    };
    const incident = policy({
      title: '{{ alarmName }} {{ labels.x }} {{ url }} {{ integration }}',
      operator: 'robot',
      resolve: { mode: 'complete', solution: '{{ timeline }} {{ names | join: ", " }}' },
    });
    expect(noticesOf({ alarm, ...incident })).toEqual([]);
  });
});

describe('a matcher that can never match', () => {
  it.each<[string, string[], string]>([
    ['alarmLevel="critical"', ['alarmLevel="critical"'], 'did you mean Critical?'],
    ['alarmLevel=~"crit.*|page"', ['alarmLevel=~"crit.*|page"'], 'Critical, Major, Minor, Info'],
    ['alarmLevel="Warning"', ['team=db', 'alarmLevel="Warning"'], 'Critical, Major, Minor, Info'],
    ['status="Firing"', ['status="Firing"'], 'did you mean firing?'],
    ['alarmStatus="firing"', ['alarmStatus="firing"'], 'one of alarm, ok'],
    ['sourceType="prometheus"', ['sourceType="prometheus"'], 'alertmanager, grafana, zabbix, agent'],
    ['source="prd"', ['source="prd"'], 'did you mean prod?'],
  ])('is a mistake: %s', (words, match, remedy) => {
    const [notice, ...others] = noticesOf({ routes: [{ match, applicationId: ID }] });
    expect([notice, others]).toMatchObject([{ kind: 'mistake', path: 'routes[0].match' }, []]);
    expect(notice?.message).toBe(
      `${words.replace(/"(.*)"$/, (_, value) => JSON.stringify(value))} can never match`,
    );
    expect(notice?.remedy).toContain(remedy);
  });

  it('is a mistake when two of them exclude each other, and when an incident waits for an end', () => {
    const both = ['alarmLevel="Critical"', 'alarmLevel="Major"'];
    expect(noticesOf({ routes: [{ match: both, applicationId: ID }] })).toMatchObject([
      { kind: 'mistake', message: expect.stringContaining('exclude each other') },
    ]);
    expect(noticesOf(policy({ match: ['status="resolved"'] }))).toMatchObject([
      { kind: 'mistake', path: 'incidents[0].match' },
    ]);
    expect(
      noticesOf({ heartbeats: [{ source: 'prod', within: '1h', match: ['status="up"'] }] }),
    ).toMatchObject([{ kind: 'mistake', path: 'heartbeats[0].match' }]);
  });

  it('is a doubt when it excludes nothing, or writes a field in another way', () => {
    expect(noticesOf({ routes: [{ match: ['alarmLevel!="info"'] }] })).toMatchObject(
      [{ kind: 'doubt', message: expect.stringContaining('excludes nothing'), remedy: /mean Info/ }].map(
        ({ remedy, ...rest }) => ({ ...rest, remedy: expect.stringMatching(remedy) }),
      ),
    );
    expect(noticesOf({ routes: [{ match: ['alarm_level="Critical"'] }] })).toMatchObject([
      {
        kind: 'doubt',
        message: 'names alarm_level, which is read as a label',
        remedy: 'did you mean alarmLevel?',
      },
    ]);
  });

  it.each([
    [['alarmLevel="Critical"']],
    [['alarmLevel=~"Critical|Major"', 'alarmLevel!="Major"']],
    [['source!=""']],
    [['source="coc-alarm-agent"']],
    [['severity="critical"', 'namespace="x"', 'level="y"']],
    [['alarmLevel!~"Minor|Info"']],
  ])('is not said of %j', (match) => {
    expect(noticesOf({ routes: [{ match, applicationId: ID }] })).toEqual([]);
  });
});

describe('an id', () => {
  it.each<[string, Record<string, object>, 'mistake' | 'doubt', string]>([
    ['my-app', { alarm: { applicationId: 'my-app' } }, 'doubt', 'alarm.applicationId'],
    [
      'a name in a route',
      { routes: [{ match: ['a=b'], applicationId: 'Shop' }] },
      'doubt',
      'routes[0].applicationId',
    ],
    ['a name of a policy', policy({ applicationId: 'shop' }), 'doubt', 'incidents[0].applicationId'],
    [
      'a name in the map',
      { alarm: { applications: { shop: 'Shop' } } },
      'doubt',
      'alarm.applications["shop"]',
    ],
    ['a name by default', { alarm: { defaultApplicationId: 'x' } }, 'doubt', 'alarm.defaultApplicationId'],
    ['blanks', { alarm: { applicationId: '  ' } }, 'mistake', 'alarm.applicationId'],
    [
      'nothing visible',
      { routes: [{ match: ['a=b'], applicationId: '\u200b' }] },
      'mistake',
      'routes[0].applicationId',
    ],
    ['a long one', { alarm: { applicationId: 'a'.repeat(256) } }, 'mistake', 'alarm.applicationId'],
    [
      'a template without a default',
      { alarm: { applicationId: '{{ labels.app }}' } },
      'doubt',
      'alarm.applicationId',
    ],
    [
      'the enterprise project of a war room',
      policy({ enterpriseProjectId: 'e'.repeat(65), warRoom: { admin: 'a' } }),
      'mistake',
      'incidents[0].enterpriseProjectId',
    ],
    ['the name of a project', { auth: { ...AKSK, projectId: 'cn-north-4' } }, 'doubt', 'coc.auth.projectId'],
  ])('is noticed: %s', (_what, sections, kind, path) => {
    expect(noticesOf(sections)).toMatchObject([{ kind, path, remedy: expect.stringMatching(/./) }]);
  });

  it.each<[string, Record<string, object>]>([
    ['of 12 digits', { alarm: { applicationId: '18cfa0a5ef8d' } }],
    ['of a template with a default', { alarm: { applicationId: `{{ labels.app | default: "${ID}" }}` } }],
    [
      'of a template beside a default',
      { alarm: { applicationId: '{{ labels.app }}', defaultApplicationId: ID } },
    ],
    ['of a project without a war room', policy({ enterpriseProjectId: 'e'.repeat(65) })],
    ['of a project of 64', policy({ enterpriseProjectId: 'e'.repeat(64), warRoom: { admin: 'a' } })],
    ['of a project', { auth: { ...AKSK, projectId: '0123456789abcdef0123456789abcdef' } }],
  ])('is fine: one %s', (_what, sections) => {
    expect(noticesOf(sections)).toEqual([]);
  });
});

describe('what is shipped', () => {
  const environment = new Proxy({} as Record<string, string>, {
    has: () => true,
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: '0'.repeat(32) }),
    get: () => '0'.repeat(32),
  });
  const folder = 'config/coc-alarm-agent';
  const charts = 'helm/coc-alarm-agent/ci';

  it.each(readdirSync(folder).filter((file) => file.endsWith('.yaml')))(
    '%s has nothing to notice',
    (file) => {
      expect(findNotices(configOf(readFileSync(`${folder}/${file}`, 'utf8'), environment))).toEqual([]);
    },
  );

  it.each(readdirSync(charts).filter((file) => !file.includes('existing')))(
    '%s has nothing to notice',
    (file) => {
      const { config } = parse(readFileSync(`${charts}/${file}`, 'utf8')) as { config: object };
      expect(findNotices(configOf(JSON.stringify(config), environment))).toEqual([]);
    },
  );
});
