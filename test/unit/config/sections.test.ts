import { describe, expect, it } from 'vitest';
import { checkSections, integrationNames, renamedIntegrations } from '../../../src/config/check-sections.ts';
import { parseListenAddress } from '../../../src/config/listen-settings.ts';
import { configOf, faultOf, SOUND } from './fault-of.ts';

describe('the defaults', () => {
  it('are those of the documentation', () => {
    const { coc, sources, alarm, ...rest } = configOf(SOUND);
    expect(alarm).toMatchObject({ levels: {}, applications: {}, unmatchedResolve: 'record' });
    expect(rest).toEqual({
      listen: {
        webhooks: { host: '0.0.0.0', port: 9095 },
        admin: { host: '127.0.0.1', port: 9096 },
        tls: {},
        maxBody: 16 * 2 ** 20,
        limits: { requestsPerSecond: 1_000, totalPerSecond: 5_000 },
      },
      admin: { timezone: 'UTC' },
      dataDir: './data',
      journal: { type: 'file' },
      egress: {},
      language: 'en',
      log: { level: 'info', format: 'json', alarms: false },
      routes: [],
      incidents: [],
      incidentBudget: { gather: 30_000 },
      delivery: {
        concurrency: 32,
        backoff: { initial: 1_000, max: 300_000 },
        confirmRejectedAfter: 60_000,
        incidentLookupDelay: 30_000,
        incidentAbsentAfter: 120_000,
        incidentListLag: 90_000,
        incidentAskAfter: 1_800_000,
        incidentPoll: { initial: 30_000, max: 600_000 },
      },
      outbox: {
        maxEntries: 1_000_000,
        maxSeriesPerSource: 100_000,
        maxBytes: 8 * 2 ** 30,
        minFreeDisk: 256 * 2 ** 20,
        deadLetters: { maxBytes: 256 * 2 ** 20 },
        history: { keep: 7 * 86_400_000, maxBytes: 2 ** 30 },
        segmentBytes: 4 * 2 ** 20,
      },
    });
  });
});

describe('parseListenAddress', () => {
  it.each([
    ['0.0.0.0:9095', { host: '0.0.0.0', port: 9095 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['agent-0.agents.svc:65535', { host: 'agent-0.agents.svc', port: 65_535 }],
    ['[::1]:9095', { host: '::1', port: 9095 }],
    ['[::]:9095', { host: '::', port: 9095 }],
  ])('reads %s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '9095',
    ':9095',
    'host',
    'host:',
    'host:65536',
    '::1:9095',
    '[::g]:1',
    'http://host:1',
    'a b:1',
  ])('does not read %j', (text) => {
    expect(parseListenAddress(text)).toBeUndefined();
  });
});

describe('checkSections', () => {
  it('finds two listeners at one address', () => {
    const { issues } = faultOf(`${SOUND}listen: { webhooks: 127.0.0.1:9096 }\n`);
    expect(issues).toMatchObject([{ path: 'listen.admin', remedy: 'give it another port, such as 9096' }]);
    expect(configOf(`${SOUND}listen: { webhooks: 127.0.0.1:0, admin: 127.0.0.1:0 }\n`)).toBeDefined();
  });

  it('finds a route that names what is not there', () => {
    const routes = "routes: [{ match: ['a=b'], integration: nope, incident: nobody }]\n";
    expect(faultOf(SOUND + routes).issues.map(({ path }) => path)).toEqual([
      'routes[0].integration',
      'routes[0].incident',
    ]);
  });

  it.each([
    ['a source that there is not', 'source: nope, within: 5m', 'heartbeats[0].source', 'prod'],
    [
      'a name taken already',
      'source: prod, within: 5m }, { source: prod, within: 6m',
      'heartbeats[1].name',
      'another name',
    ],
    ['the name of silentAfter', 'source: prod, within: 5m, name: webhooks', 'heartbeats[0].name', 'another'],
    ['no time', 'source: prod, within: 0s', 'heartbeats[0].within', '100ms'],
  ])('finds a heartbeat with %s', (_, heartbeat, path, remedy) => {
    const { issues } = faultOf(`${SOUND}heartbeats: [{ ${heartbeat} }]\n`);
    expect(issues.map((issue) => issue.path)).toEqual([path]);
    expect(JSON.stringify(issues)).toContain(remedy);
  });

  it('finds a source with the name of the agent itself', () => {
    const text = SOUND.replace('prod:', 'coc-alarm-agent:');
    expect(JSON.stringify(faultOf(text).issues)).toContain('is the name of the agent itself');
  });

  it('finds reminders and forwards where the API for them is ruled out', () => {
    const policy =
      `{ match: ['alarmLevel="Critical"'], ...P, remindAfter: 2h, escalateAfter: 15m, escalateTo: bob }`.replace(
        '...P',
        'level: level_20, type: inc_type_p_config_issues, creator: ann, assignee: { user: ann }',
      );
    const withApi = (api: string) =>
      SOUND.replace(/^coc:\n/m, `coc:\n  incidentApi: ${api}\n`).concat(`incidents: [${policy}]\n`);
    const { issues } = faultOf(withApi('v1'));
    expect(issues.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'incidents[0].remindAfter has no effect with coc.incidentApi v1; write auto there, or remove it',
      'incidents[0].escalateAfter has no effect with coc.incidentApi v1; write auto there, or remove it',
    ]);
    for (const api of ['auto', 'v2']) expect(configOf(withApi(api)).incidents).toHaveLength(1);
  });

  it('has nothing to say while a section is missing', () => {
    expect(checkSections({})).toEqual([]);
  });
});

describe('the former names of sources', () => {
  const renamed = (more: string) => SOUND.replace(/^sources:.*\n(?: .*\n)*/m, `sources:\n${more}`);

  it('belong to one source each, and to none that is configured', () => {
    const fault = faultOf(
      renamed(`  a: { type: alertmanager, renamedFrom: [b, old] }
  b: { type: zabbix, renamedFrom: old }
  c: { type: zabbix, renamedFrom: [c, older] }
`),
    );
    expect(fault.issues.map(({ path, message, remedy }) => `${path} ${message}; ${remedy}`)).toEqual([
      'sources.a.renamedFrom is the name of another source: b; remove it, or give that source another name',
      'sources.b.renamedFrom is the name of another source: old; remove it, or give that source another name',
      'sources.c.renamedFrom is its own name: c; remove it',
    ]);
  });
});

describe('the former names of integrations', () => {
  const keyed = (more: string) => SOUND.replace('  auth:', `  integrations:\n${more}  auth:`);

  it('belong to one integration each, and to none that is configured', () => {
    const fault = faultOf(
      keyed(`    a: { integrationKey: k, renamedFrom: [default, old] }
    b: { integrationKey: k, renamedFrom: [a, older, old] }
`),
    );
    expect(fault.issues.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'coc.integrations.a.renamedFrom has a name that belongs to an integration already: default',
      'coc.integrations.b.renamedFrom has a name that belongs to an integration already: a',
      'coc.integrations.b.renamedFrom has a name that belongs to an integration already: old',
    ]);
  });

  it('lead to the name of today', () => {
    const { coc } = configOf(keyed('    a: { integrationKey: k, renamedFrom: [old, older] }\n'));
    expect([...renamedIntegrations(coc)]).toEqual([
      ['old', 'a'],
      ['older', 'a'],
    ]);
  });
});

describe('integrationNames', () => {
  it.each([
    [{ integrationKey: 'k', integrations: { a: {} } }, ['default', 'a']],
    [{ integrationKeyFile: '/f' }, ['default']],
    [{ integrations: { a: {} } }, ['a']],
  ])('of %j are %j', (coc, names) => {
    expect(integrationNames(coc)).toEqual(names);
  });
});

describe('a burst', () => {
  it.each([['delivery: { burst: 5 }', 'delivery.burst']])(
    'without a rate is a fault: %s',
    (section, path) => {
      expect(faultOf(`${SOUND}\n${section}`).issues).toMatchObject([{ path }]);
    },
  );
});

describe('the memory for bodies', () => {
  it.each(['bodyMemory: 31MiB', 'bodyMemory: 512KiB', 'maxBody: 64MiB, bodyMemory: 100MiB'])(
    'is refused when it is too little: %s',
    (keys) => {
      const { issues } = faultOf(`${SOUND}\nlisten: { ${keys} }`);
      expect(issues.map(({ path }) => path)).toContain('listen.bodyMemory');
    },
  );

  it('may be two of the largest bodies', () => {
    const { listen } = configOf(`${SOUND}\nlisten: { maxBody: 1MiB, bodyMemory: 2MiB }`);
    expect(listen).toMatchObject({ maxBody: 2 ** 20, bodyMemory: 2 ** 21 });
  });
});
