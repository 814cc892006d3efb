import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/app/read-config.ts';
import { examineConfig } from '../../src/cli/doctor-command.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { type FakeAnswer, fakeSourceApi, type GotRequest } from '../support/fake-source-api.ts';
import { agentConfig, runEmulator, stopEverything, temporaryDirectory } from '../support/running-agent.ts';

afterEach(stopEverything);

interface Setup {
  readonly coc?: string;
  readonly sources?: string;
}

async function examined(options: EmulatorOptions, setup: Setup | ((emulatorUrl: string) => Setup) = {}) {
  const emulator = await runEmulator(options);
  const more = typeof setup === 'function' ? setup(emulator.url) : setup;
  const directory = await temporaryDirectory();
  const file = join(directory, 'config.yaml');
  await writeFile(file, agentConfig({ cocUrl: emulator.url, directory, ...more }));
  const findings = await examineConfig(await readConfig(file, {}), { testAlarm: true, now: Date.now() });
  return {
    emulator,
    findings,
    bad: findings.filter(({ result }) => result === 'bad').map(({ check }) => check),
  };
}

describe('the doctor', () => {
  it('finds no fault in a correct configuration, and resolves its test alarm', async () => {
    const { emulator, bad } = await examined({});
    expect(bad).toEqual([]);
    expect(emulator.alarms().map(({ body }) => body?.alarmStatus)).toEqual(['alarm', 'ok']);
    expect(emulator.incidents()).toEqual([]);
  });

  it('reports a wrong secret key', async () => {
    const coc = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: wrong }';
    const { bad } = await examined({}, { coc });
    expect(bad).toContain('credentials');
  });

  it('reports a project that IAM does not have', async () => {
    const { bad, findings } = await examined({}, (url) => ({
      coc: `auth: { type: token, iamEndpoint: "${url}", domain: emulator-domain, user: emulator, password: emulator-password, project: no-such }`,
    }));
    expect(bad).toContain('project');
    expect(findings.filter(({ result, remedy }) => result === 'bad' && remedy === undefined)).toEqual([]);
  });

  it('reports a missing permission to list incidents', async () => {
    const { bad } = await examined({ incidentList: false });
    expect(bad).toEqual(['permission to list incidents']);
  });

  it('reports an integration key that COC does not know', async () => {
    const { bad } = await examined({ integrationKeys: ['another'] });
    expect(bad).toEqual(['integration default']);
  });

  it('reports a clock that is wrong', async () => {
    const { bad } = await examined({ now: () => Date.now() + 120_000 });
    expect(bad).toEqual(['clock']);
  });
});

describe('the doctor, with a list of addresses that may be called', () => {
  const named = (url: string) => url.replace('127.0.0.1', 'localhost');

  it.each([
    ['none', () => 'auth: { type: none }'],
    [
      'a token',
      (url: string) =>
        `auth: { type: token, iamEndpoint: "${url}", domain: emulator-domain, user: emulator, password: emulator-password, project: x }`,
    ],
  ])('reports each address that DNS leads out of it, and calls none of them (%s)', async (_type, auth) => {
    const api = await fakeSourceApi(answer);
    onTestFinished(() => api.stop());
    const emulator = await runEmulator({});
    const directory = await temporaryDirectory();
    const file = join(directory, 'config.yaml');
    const cocUrl = named(emulator.url);
    const settings = { cocUrl, directory, coc: auth(cocUrl), sources: everySource(named(api.url)) };
    await writeFile(file, `${agentConfig(settings)}\negress: { allow: [10.0.0.0/8] }\n`);
    const findings = await examineConfig(await readConfig(file, {}), { testAlarm: true, now: Date.now() });
    const bad = findings.filter(({ result }) => result === 'bad');
    expect(bad.map(({ check }) => check).sort()).toEqual(
      [
        'address coc.endpoint',
        ...(_type === 'a token' ? ['address coc.auth.iamEndpoint'] : []),
        ...['am', 'grafana', 'zabbix'].map((name) => `address sources.${name}.reconcile.url`),
        _type === 'a token' ? 'credentials' : 'connection',
        ...['am', 'grafana', 'zabbix'].map((name) => `source ${name}`),
      ].sort(),
    );
    for (const { words } of bad) expect(words).toContain('is not in egress.allow');
    expect([emulator.requests(10), api.requests]).toEqual([[], []]);
  });
});

const AUTH = 'auth: { bearer: { token: source-canary } }';

function everySource(url: string): string {
  return `
  am: { type: alertmanager, reconcile: { url: "${url}", receivers: [bridge] } }
  grafana: { type: grafana, reconcile: { url: "${url}", receivers: [Debug webhook], ${AUTH} } }
  zabbix: { type: zabbix, reconcile: { url: "${url}", ${AUTH} } }
  unasked: { type: alertmanager }`;
}

/** Plays all three at once. */
function answer({ path, body }: GotRequest): FakeAnswer {
  const { method } = body === '' ? {} : JSON.parse(body);
  if (method === 'apiinfo.version') return { body: { jsonrpc: '2.0', result: '7.0.3', id: 1 } };
  if (method !== undefined)
    return { body: { jsonrpc: '2.0', result: method === 'host.get' ? '12' : [], id: 1 } };
  if (path.startsWith('/api/alertmanager/grafana')) return { body: fixture('grafana.json') };
  if (path === '/api/health') return { body: { database: 'ok', version: '12.1.0' } };
  if (path === '/api/v2/status')
    return { body: { uptime: '2026-11-24T03:00:00.000Z', versionInfo: { version: '0.28.0' } } };
  if (path === '/api/v2/receivers') return { body: [{ name: 'bridge' }, { name: 'mail' }] };
  return { body: fixture('alertmanager.json') };
}

const fixture = (name: string) => readFileSync(`test/fixtures/active/${name}`, 'utf8');

async function sourcesAs(played: (request: GotRequest) => FakeAnswer): Promise<readonly Finding[]> {
  const api = await fakeSourceApi(played);
  onTestFinished(() => api.stop());
  return found(everySource(api.url));
}

async function found(sources: string): Promise<readonly Finding[]> {
  const { findings } = await examined({}, { sources });
  return findings.filter(({ check }) => check.startsWith('source '));
}

describe('the doctor, about sources that the agent asks for active alerts', () => {
  it('reports on each of them, and on no other source', async () => {
    expect(await sourcesAs(answer)).toEqual([
      {
        check: 'source am',
        result: 'good',
        words: expect.stringMatching(/^version 0\.28\.0, \d+ active alerts?, of which [1-9]/),
      },
      {
        check: 'source grafana',
        result: 'good',
        words: expect.stringMatching(/^version 12\.1\.0, \d+ active alerts?, of which [1-9]/),
      },
      { check: 'source zabbix', result: 'good', words: 'version 7.0.3, hosts that the agent can see: 12' },
    ]);
  });

  it.each<[string, (request: GotRequest) => FakeAnswer, RegExp]>([
    ['refuses us', () => ({ status: 401, body: '' }), /^check sources\.\w+\.reconcile\.auth: /],
    ['is something else', () => ({ body: '<html>' }), /^set sources\.\w+\.reconcile\.url /],
    ['fails', () => ({ status: 500, body: '' }), /its own log/],
  ])('has a remedy for each source that %s', async (_what, played, remedy) => {
    const findings = await sourcesAs(played);
    expect(findings.map(({ result }) => result)).toEqual(['bad', 'bad', 'bad']);
    for (const finding of findings) expect(finding.remedy).toMatch(remedy);
    expect(JSON.stringify(findings)).not.toContain('source-canary');
  });

  it('has a remedy for a source that cannot be reached', async () => {
    const [finding] = await found(everySource('http://127.0.0.1:1'));
    expect(finding).toMatchObject({ result: 'bad', words: expect.stringContaining('ECONNREFUSED') });
    expect(finding?.remedy).toContain('host and port of sources.am.reconcile.url');
  });

  it('reports a Zabbix that refuses the user with a status 200', async () => {
    const denied = { code: -32602, message: 'Invalid params.', data: 'Not authorised.' };
    const [, , finding] = await sourcesAs((request) =>
      request.body.includes('problem.get')
        ? { body: { jsonrpc: '2.0', error: denied, id: 1 } }
        : answer(request),
    );
    expect(finding).toMatchObject({ result: 'bad', remedy: expect.stringContaining('reconcile.auth') });
  });

  it('reports a receiver that does not exist, and a Zabbix without visible hosts', async () => {
    const findings = await sourcesAs((request) => {
      if (request.path === '/api/v2/receivers') return { body: [{ name: 'mail' }] };
      if (request.body.includes('host.get')) return { body: { jsonrpc: '2.0', result: '0', id: 1 } };
      return answer(request);
    });
    expect(findings).toMatchObject([
      { result: 'bad', words: 'it has no receiver bridge; its receivers are mail' },
      { result: 'good' },
      {
        result: 'bad',
        words: expect.stringContaining('no host'),
        remedy: expect.stringContaining('user group'),
      },
    ]);
  });
});
