import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import {
  agentConfig,
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const SOURCES = `alertmanager: { type: alertmanager }
  guarded: { type: alertmanager, auth: { bearer: { token: right-token } } }
  grafana: { type: grafana, auth: { hmac: { secret: shared, timestampHeader: X-Grafana-Alerting-Timestamp } } }
  zabbix: { type: zabbix, timezone: Asia/Shanghai }`;

async function start(): Promise<RunningAgent> {
  const emulator = await runEmulator();
  return runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory(), sources: SOURCES });
}

describe('hostile input', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  it.each([
    ['not JSON', 'alertmanager', 'hello', 400, /JSON/],
    ['an empty body', 'alertmanager', '', 400, /.{10}/],
    ['another shape', 'alertmanager', '{"hello":"world"}', 400, /.{10}/],
    ['a depth of 10,000', 'alertmanager', deep, 400, /.{10}/],
    ['invalid UTF-8', 'alertmanager', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, /UTF-8/],
    ['an unknown source', 'nobody', '{}', 404, /unknown source/],
    ['no credentials', 'guarded', '{}', 401, /unauthorized/],
    ['a missing signature', 'grafana', '{}', 401, /unauthorized/],
  ])('answers %s with what is wrong', async (_what, source, body, status, words) => {
    const agent = await start();
    const answer = await agent.post(source, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).error).toMatch(words);
    expect(Buffer.byteLength(answer.text)).toBeLessThanOrEqual(200);
    const kept = status === 400 ? 1 : 0;
    expect(await agent.metric('dead_letters')).toBe(kept);
    expect((await agent.admin('/-/ready')).status).toBe(200);
  });

  it('answers 413 to 20 MB, and goes on', async () => {
    const agent = await start();
    const answer = await agent.post('alertmanager', Buffer.alloc(20 * 2 ** 20, 'a')).catch(() => undefined);
    if (answer) expect(answer.status).toBe(413);
    expect(await agent.metric('webhook_requests_total{source="alertmanager",code="413"}')).toBe(1);
    const next = await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    expect(next.status).toBe(200);
  });

  it('takes __proto__ and constructor as the label names that they are', async () => {
    const agent = await start();
    const labels = JSON.parse('{"__proto__":"polluted","constructor":"polluted"}');
    const body = JSON.stringify(alertmanagerBody({ name: 'Disk', labels })).replace(
      '"instance":"node-1"',
      '"instance":"node-1","__proto__":"polluted"',
    );
    const answer = await agent.post('alertmanager', body);
    expect(answer.status).toBe(200);
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('reloading', () => {
  it('keeps the configuration when the new file is faulty, and says so everywhere', async () => {
    const agent = await start();
    await writeFile(agent.configFile, 'coc: { endpoint: nowhere }');
    const answer = await agent.admin('/-/reload', { method: 'POST' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('coc.endpoint');
    expect(await agent.metric('config_last_reload_successful')).toBe(0);
    expect((await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }))).status).toBe(200);
  });

  it('loses nothing at a start that a faulty configuration ends', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
    const first = await runAgent({ cocUrl: emulator.url, directory });
    expect((await first.post('alertmanager', alertmanagerBody({ name: 'Disk' }))).status).toBe(200);
    await first.stop();
    for (const rest of [
      'nonsense: 1',
      `routes: [{ match: ['severity~"x'] }]`,
      `routes: [{ match: ['source!=""'], alarmName: '{{' }]`,
    ])
      await expect(runAgent({ cocUrl: emulator.url, directory, rest })).rejects.toThrow();
    emulator.setFaults({ rules: [] });
    await runAgent({ cocUrl: emulator.url, directory });
    await until('it has arrived', () => emulator.alarms().length === 1);
  });

  it('takes new sources and routes over without a restart', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({ cocUrl: emulator.url, directory });
    const rest = `routes: [{ name: renamed, match: ['alertname="Disk"'], alarmName: "Renamed {{ labels.alertname }}" }]`;
    const sources = 'another: { type: alertmanager }';
    await writeFile(agent.configFile, agentConfig({ cocUrl: emulator.url, directory, sources, rest }));

    expect((await agent.admin('/-/reload', { method: 'POST' })).status).toBe(200);
    expect((await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }))).status).toBe(404);
    expect((await agent.post('another', alertmanagerBody({ name: 'Disk' }))).status).toBe(200);
    await until('it has arrived', () => emulator.alarms().length === 1);
    expect(emulator.alarms()[0]?.body).toMatchObject({ alarmName: 'Renamed Disk' });
    expect(await agent.metric('config_last_reload_successful')).toBe(1);
  });
});

describe('signing in to COC', () => {
  const token = (password: string) =>
    `auth: { type: token, iamEndpoint: EMULATOR, domain: emulator-domain, user: emulator, ${password}, project: cn-north-4 }`;

  it('delivers with an IAM token, also when the token expires early', async () => {
    const emulator = await runEmulator({ tokenTtlMs: 86_400_000 });
    const coc = token('password: emulator-password').replace('EMULATOR', emulator.url);
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory(), coc });
    await agent.post('alertmanager', alertmanagerBody({ name: 'First' }));
    await until('the first has arrived', () => emulator.alarms().length === 1);
    await fetch(`${emulator.url}/emulator/tokens/expire`, { method: 'POST' });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Second' }));
    await until('the second has arrived', () => emulator.alarms().length === 2);
    const issued = emulator.requests(100).filter(({ path }) => path.startsWith('/v3/auth/tokens'));
    expect(issued).toHaveLength(2);
  });

  it('pauses at a wrong key without locking it, and goes on when the file of the key is mended', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const file = `${directory}/secret-key`;
    await writeFile(file, 'wrong');
    const coc = `auth: { type: aksk, accessKey: emulator-access-key, secretKeyFile: ${file} }`;
    const agent = await runAgent({ cocUrl: emulator.url, directory, coc });
    await agent.post(
      'alertmanager',
      alertmanagerBody({ name: 'First' }, { name: 'Second' }, { name: 'Third' }),
    );
    await until('it was refused', async () => {
      return (await agent.metric('destination_paused{destination="alarms/default"}')) === 1;
    });
    expect(emulator.requests(100).length).toBeLessThan(5);
    expect((await agent.admin('/-/ready')).status).toBe(200);

    await writeFile(file, 'emulator-secret-key');
    await until('everything has arrived', () => emulator.alarms().length === 3);
    expect(await agent.metric('dead_letters')).toBe(0);
  });

  it('finds out that its clock is wrong and signs with the right time', async () => {
    const ahead = 3_600_000;
    const emulator = await runEmulator({ now: () => Date.now() + ahead });
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    await until('it has arrived', () => emulator.alarms().length === 1);
    expect(await agent.metric('clock_offset_seconds')).toBeGreaterThan(3_590);
  });
});
