import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import {
  agentConfig,
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(async () => {
  vi.unstubAllEnvs();
  await stopEverything();
});

const TOKEN = 'operator-canary-5a1c';
const DOWN = { rules: [{ fault: { type: 'status' as const, status: 503, retryAfter: '600' } }] };
/** Pauses that nobody waits for in a test, unless somebody ends them. */
const PATIENT = `backoff: { initial: 5m, max: 5m }
  confirmRejectedAfter: 10m
  incidentLookupDelay: 10m
  incidentAbsentAfter: 10m
  incidentAskAfter: 30m`;

/** An agent whose COC fails, with one alarm that waits. */
async function outage(setup: { readonly waits?: string } = {}) {
  const emulator = await runEmulator();
  emulator.setFaults(DOWN);
  const directory = await temporaryDirectory();
  const agent = await runAgent({
    cocUrl: emulator.url,
    directory,
    waits: PATIENT,
    incidents: '[]',
    ...setup,
  });
  await agent.post('alertmanager', alertmanagerBody({ name: 'DiskFull', severity: 'critical' }));
  await paused(agent);
  const run = (...args: readonly string[]) => runCommand(...args, '--admin', agent.adminUrl);
  return { emulator, agent, run };
}

function paused(agent: RunningAgent): Promise<void> {
  return until('the destination is paused', async () => {
    return (await agent.metric('destination_paused{destination="alarms/default"}')) === 1;
  });
}

async function alarmId(agent: RunningAgent): Promise<string> {
  return JSON.parse((await agent.admin('/api/v1/alarms')).text).alarms[0].alarmId;
}

describe('while COC is away', () => {
  it('the story, the lists and the status say why an alarm waits, and until when', async () => {
    const { agent, run } = await outage();
    const words = /COC answers HTTP 503 since \d\d:\d\d:\d\d \(.*\); next try at \d\d:\d\d:\d\d/;
    const story = await run('alarms', 'show', await alarmId(agent));
    expect([story.code, story.out]).toEqual([0, expect.stringMatching(words)]);
    const status = await run('status');
    expect([status.code, status.out]).toEqual([1, expect.stringMatching(words)]);
    expect(status.out).toMatch(/^waiting +1 for 1 alarms or incidents/m);
    expect(status.out).toMatch(/^alertmanager +alertmanager; last heard at /m);
    const json = JSON.parse((await run('status', '--json')).out);
    expect(json).toMatchObject({
      ready: true,
      outbox: { pending: 1 },
      destinations: [{ name: 'alarms/default', state: 'paused', waiting: 1, faults: 1 }],
      sources: [{ name: 'alertmanager', lastHeardAt: expect.any(Number) }],
    });
    const { alarms } = JSON.parse((await agent.admin('/api/v1/alarms')).text);
    const { reason, until: waitsUntil } = alarms[0].waiting;
    expect([reason, Math.abs(waitsUntil - json.destinations[0].pausedUntil) < 50]).toEqual([
      'destination',
      true,
    ]);
  });

  it('nothing is wider than a narrow terminal, and colors are there when asked for', async () => {
    const { agent, run } = await outage();
    vi.stubEnv('COLUMNS', '60');
    const id = await alarmId(agent);
    for (const command of [['status'], ['alarms', 'show', id], ['deliver-now'], ['reload']]) {
      const plain = await run(...command);
      expect(plain.out.split('\n').filter((line) => line.length > 60 && !line.includes(id))).toEqual([]);
      expect(plain.out).not.toContain('\u001b');
    }
    // deliver-now has just made it try again.
    await until('it has failed again', async () =>
      /^alarms\/default +paused; .{60,}; next try at /m.test((await run('status', '--wide')).out),
    );
    vi.unstubAllEnvs();
    expect((await run('status', '--color', 'always')).out).toContain(
      '\u001b[1;31mpaused\u001b[22;39m; 1 waiting',
    );
  });

  it('deliver-now tries at once, and again, and tells the alarm to COC as soon as that works', async () => {
    const { emulator, agent, run } = await outage();
    const calls = () => emulator.requests(100).length;
    for (let times = 0; times < 3; times++) {
      const before = calls();
      const tried = await run('deliver-now', '--destination', 'alarms/default');
      expect(tried).toMatchObject({ code: 0, out: 'alarms/default: 1 waiting; its pause has ended\n' });
      await until('it was tried', () => calls() > before);
      await until('it is paused again', async () => {
        return JSON.parse((await run('status', '--json')).out).destinations[0].state === 'paused';
      });
    }
    emulator.setFaults({ rules: [] });
    expect((await run('deliver-now')).code).toBe(0);
    await until('it has arrived', () => emulator.alarms().length === 1);
    await until('it works', async () => (await run('status')).code === 0);
    expect((await run('status')).out).toMatch(
      /works;.* last success at .*; failed from .* to .* \(server-error\)/,
    );
    expect(agent.log()).toMatch(/"actor":"local".*trying at once what waits for COC/);
    expect((await run('deliver-now', '--destination', 'nowhere')).err).toMatch(/there are: alarms\/default/);
  });

  it('deliver-now calls COC twice at most with a key that it has refused, which locks no key', async () => {
    const emulator = await runEmulator();
    const coc = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: wrong }';
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory(), coc });
    await agent.post('alertmanager', alertmanagerBody({ name: 'DiskFull' }));
    await paused(agent);
    const calls = emulator.requests(100).length;
    const attempts = async () =>
      (await agent.metric('attempts_total{kind="report-alarm",outcome="retry",reason="credentials"}')) ?? 0;
    for (let times = 0; times < 6; times++) {
      const before = await attempts();
      expect((await runCommand('deliver-now', '--admin', agent.adminUrl)).code).toBe(0);
      await until('another attempt', async () => (await attempts()) > before);
      await paused(agent);
    }
    expect(emulator.requests(100).length).toBe(calls + 2);
  });
});

describe('while it is not known whether COC opened an incident', () => {
  it('the story says when COC is searched for it, and deliver-now neither searches nor asks sooner', async () => {
    const emulator = await runEmulator();
    const lost = {
      match: { operation: 'incident-create' as const },
      fault: { type: 'reset-after' as const },
    };
    emulator.setFaults({ rules: [lost] });
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      waits: PATIENT,
    });
    const run = (...args: readonly string[]) => runCommand(...args, '--admin', agent.adminUrl);
    await agent.post('alertmanager', alertmanagerBody({ name: 'DiskFull', severity: 'critical' }));
    await until('it is not known', async () => (await agent.metric('incidents{state="undecided"}')) === 1);
    const words = /An earlier call may have arrived \(.*\); COC is searched for it at \d\d:\d\d:\d\d, before/;
    expect((await run('alarms', 'show', await alarmId(agent))).out).toMatch(words);
    const { incidents } = JSON.parse((await agent.admin('/api/v1/incidents')).text);
    expect((await run('incidents', 'show', incidents[0].key)).out).toMatch(words);
    const calls = emulator.requests(100).length;
    for (let times = 0; times < 5; times++)
      expect((await run('deliver-now')).out).toContain('incidents: 1 waiting; nothing to shorten\n');
    await sleep(300);
    expect(emulator.requests(100).length).toBe(calls);
    expect((await run('status')).out).toMatch(/1 waits for a search in COC; the next at \d\d:\d\d:\d\d/);
  });
});

describe('the commands', () => {
  it('find the token of admin.auth in the configuration, and nobody reads without it', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const rest = `admin: { auth: { bearer: { token: ${TOKEN} } } }`;
    const agent = await runAgent({ cocUrl: emulator.url, directory, rest });
    for (const path of ['/api/v1/status', '/api/v1/alarms', '/api/v1/destinations', '/'])
      expect((await agent.admin(path)).status).toBe(401);
    for (const path of ['/metrics', '/-/healthy', '/-/ready'])
      expect((await agent.admin(path)).status).toBe(200);
    const config = join(directory, 'commands.yaml');
    const address = agent.adminUrl.replace('http://', '');
    await writeFile(config, `listen: { admin: ${address} }\n${rest}\n`);
    for (const command of [['status'], ['alarms', 'list'], ['deliver-now'], ['reload']])
      expect(await runCommand(...command, '--config', config)).toMatchObject({ code: 0, err: '' });
    const token = join(directory, 'token');
    await writeFile(token, `\ufeff${TOKEN}\n`);
    const there = ['status', '--admin', agent.adminUrl, '--config', config];
    expect(await runCommand(...there, '--token-file', token)).toMatchObject({ code: 0, err: '' });
    expect(await runCommand(...there)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/--token-file.*the one in the configuration is not sent/),
    });
  });

  it('name the old address of an agent whose admin listener is another one in the changed file', async () => {
    const config = join(await temporaryDirectory(), 'changed.yaml');
    const run = async (rest: string) => {
      await writeFile(config, `listen: { admin: 127.0.0.1:9 }\n${rest}`);
      return (await runCommand('reload', '--config', config)).err;
    };
    const words = `if listen.admin of ${config} has changed since its start, name the old address with --admin`;
    expect(await run('')).toMatch(new RegExp(`${words}\n$`));
    const auth = `admin: { auth: { bearer: { token: ${TOKEN} } } }`;
    expect(await run(auth)).toMatch(new RegExp(`${words}, and the token with --token-file\n$`));
  });

  it('status tells for how long the agent has been ready, though nobody asked before', async () => {
    const emulator = await runEmulator();
    const clock = fastClock();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory(), clock });
    await sleep(200);
    const { readySeconds, uptimeSeconds } = JSON.parse((await agent.admin('/api/v1/status')).text);
    expect(readySeconds).toBeGreaterThanOrEqual(2);
    expect(Math.abs(readySeconds - uptimeSeconds)).toBeLessThan(20);
  });

  it('status tells when a source was last heard, also when nothing was made of it', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      sources:
        '{ dropped: { type: alertmanager }, broken: { type: alertmanager }, quiet: { type: alertmanager } }',
      rest: `routes: [{ match: ['source="dropped"'], drop: true }]`,
    });
    const before = Date.now();
    expect((await agent.post('dropped', alertmanagerBody({ name: 'DiskFull' }))).status).toBe(200);
    expect((await agent.post('broken', 'no JSON')).status).toBe(400);
    const { sources } = JSON.parse((await agent.admin('/api/v1/status')).text);
    const heard = sources.map(
      ({ lastHeardAt }: { lastHeardAt: number | null }) => (lastHeardAt ?? 0) >= before,
    );
    expect(heard).toEqual([true, true, false]);
  });

  it('status fails when no agent answers', async () => {
    expect(await runCommand('status', '--admin', 'http://127.0.0.1:9')).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be reached'),
    });
  });
});

describe('reload', () => {
  it('says what needs a restart, until there was one', async () => {
    const emulator = await runEmulator();
    const setup = { cocUrl: emulator.url, directory: await temporaryDirectory() };
    const agent = await runAgent(setup);
    const run = () => runCommand('reload', '--admin', agent.adminUrl);
    const rest = 'admin: { timezone: Asia/Shanghai }';
    await writeFile(agent.configFile, agentConfig({ ...setup, rest }));
    for (let times = 0; times < 2; times++)
      expect(await run()).toMatchObject({
        code: 0,
        out: 'reloaded; the changes of these sections take effect after the next restart: admin\n',
      });
    await writeFile(agent.configFile, agentConfig(setup));
    expect((await run()).out).toBe('reloaded: the configuration is in use\n');
    await writeFile(agent.configFile, 'coc: { endpoint: nowhere }');
    const faulty = await run();
    expect([faulty.code, faulty.err]).toEqual([
      2,
      expect.stringMatching(/goes on with the old.*coc\.endpoint/s),
    ]);
  });
});

describe('log.alarms', () => {
  it('follows a reload, and logs an alarm from begin to end', async () => {
    const emulator = await runEmulator();
    const setup = { cocUrl: emulator.url, directory: await temporaryDirectory() };
    const agent = await runAgent(setup);
    const config = agentConfig(setup).replace('log: { level: debug }', 'log: { level: debug, alarms: true }');
    await writeFile(agent.configFile, config);
    expect(JSON.parse((await agent.admin('/-/reload', { method: 'POST' })).text)).toEqual({
      reloaded: true,
      needsRestart: [],
      orphans: [],
      effects: [],
    });
    await agent.post('alertmanager', alertmanagerBody({ name: 'DiskFull', severity: 'critical' }));
    await until('it has arrived', () => agent.log().includes('delivered an alarm'));
    await agent.post(
      'alertmanager',
      alertmanagerBody({ name: 'DiskFull', severity: 'critical', status: 'resolved' }),
    );
    await until('its end has arrived', () => agent.log().split('delivered an alarm').length === 3);
    const lines = agent.log().trim().split('\n');
    for (const line of lines) expect(line.match(/"level":/g)).toHaveLength(1);
    const told = lines.map((line) => JSON.parse(line)).filter(({ name }) => name === 'DiskFull');
    expect(
      told.filter(({ level }) => level === 'info').map(({ msg, alarmStatus }) => [msg, alarmStatus]),
    ).toEqual([
      ['an alarm opened', undefined],
      ['delivered an alarm', 'alarm'],
      ['an alarm closed', undefined],
      ['delivered an alarm', 'ok'],
    ]);
  });
});

describe('proxies of the environment', () => {
  const HTTPS_PROXY = 'http://user:proxy-canary@127.0.0.1:9';

  it('are not used, and a warning says so, without their password', async () => {
    const emulator = await runEmulator();
    const reconcile = "{ url: 'https://alertmanager.invalid', receivers: [coc] }";
    vi.stubEnv('HTTPS_PROXY', HTTPS_PROXY)
      .stubEnv('HTTP_PROXY', HTTPS_PROXY)
      .stubEnv('http_proxy', HTTPS_PROXY);
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      sources: `alertmanager: { type: alertmanager, reconcile: ${reconcile} }`,
      environment: { HTTPS_PROXY },
    });
    vi.unstubAllEnvs();
    expect(agent.log()).toMatch(/"level":"warn".*"variable":"HTTPS_PROXY".*alertmanager\.reconcile\.url/);
    expect(agent.log()).not.toContain('proxy-canary');
    await agent.post('alertmanager', alertmanagerBody({ name: 'DiskFull' }));
    await until('it has arrived', () => emulator.alarms().length === 1);
  });
});
