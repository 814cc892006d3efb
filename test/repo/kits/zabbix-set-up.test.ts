import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeZabbix } from './fake-zabbix.ts';

vi.setConfig({ testTimeout: 60_000 }); // Each test starts a Node.js of its own.

const SCRIPT = fileURLToPath(new URL('../../../config/zabbix/set-up.mjs', import.meta.url));
const TOKEN = 'canary-agent-token';
const AGENT = ['--agent-url', 'http://agent:9095/webhooks/zabbix'];
const SIGN_IN = ['--user', 'Admin'];
const started: FakeZabbix[] = [];

afterEach(async () => {
  for (const zabbix of started.splice(0)) await zabbix.stop();
});

async function fakeZabbix(version: string): Promise<FakeZabbix> {
  const zabbix = new FakeZabbix(version);
  await zabbix.start();
  started.push(zabbix);
  return zabbix;
}

/** Runs the script in a process of its own, with only these variables. */
function setUp(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const variables = { ZABBIX_PASSWORD: 'right', COC_AGENT_TOKEN: TOKEN, ...env };
  return new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [SCRIPT, ...args], { env: variables });
    const texts = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (texts.out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (texts.err += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}

describe('the set-up script for Zabbix', () => {
  it.each([
    ['6.0.14', 'body'],
    ['6.4.0', 'header'],
    ['7.0.3', 'header'],
    ['7.4.1', 'header'],
  ] as const)('gives its session to a Zabbix %s in the %s, and signs out', async (version, place) => {
    const zabbix = await fakeZabbix(version);
    const { code, out, err } = await setUp(['--url', zabbix.url, ...SIGN_IN, ...AGENT]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^created +action "coc-alarm-agent"/m);
    const places = new Map(zabbix.calls.map(({ method, session }) => [method, session]));
    expect(places.get('apiinfo.version')).toBe('none');
    expect(places.get('user.create')).toBe(place);
    expect(zabbix.calls.at(-1)).toMatchObject({ method: 'user.logout', session: place });
  });

  it('makes a user in UTC that gets everything, and an action with three kinds of operations', async () => {
    const zabbix = await fakeZabbix('7.0.3');
    await setUp(['--url', zabbix.url, ...SIGN_IN, ...AGENT, '--min-severity', '3', '--services']);
    const made = (method: string) =>
      zabbix.calls.filter((call) => call.method === method).map(({ params }) => params);
    const media = { mediatypeid: '5', active: 0, severity: 63, period: '1-7,00:00-24:00' };
    expect(made('user.create')).toMatchObject([{ timezone: 'UTC', roleid: '7', medias: [media] }]);
    const operation = { operationtype: 0, opmessage: { mediatypeid: '5' }, opmessage_usr: [{ userid: '7' }] };
    const operations = {
      operations: [operation],
      recovery_operations: [operation],
      update_operations: [operation],
    };
    expect(made('action.create')).toMatchObject([
      {
        ...operations,
        eventsource: 0,
        filter: { conditions: [{ conditiontype: 4, operator: 5, value: '3' }] },
      },
      { ...operations, eventsource: 4 },
    ]);
    expect(made('usermacro.createglobal')).toContainEqual(
      expect.objectContaining({ macro: '{$COC_AGENT.TOKEN}', value: TOKEN, type: '1' }),
    );
  });

  it('changes nothing in a dry run, and prints no secret', async () => {
    const zabbix = await fakeZabbix('6.0.14');
    const { code, out, err } = await setUp(['--url', zabbix.url, ...SIGN_IN, ...AGENT, '--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain('would create');
    expect(zabbix.changes()).toEqual([]);
    expect(out + err).not.toContain(TOKEN);
  });
});

describe('the set-up script says what to do', () => {
  it.each([
    ['when the password is wrong', { ZABBIX_PASSWORD: 'wrong' }, [], /Check --user and its password/],
    ['when there is no password', { ZABBIX_PASSWORD: '' }, [], /--password-file \(or ZABBIX_PASSWORD\)/],
    ['when a file is missing', {}, ['--agent-token-file', '/none'], /cannot read \/none/],
    ['when an option is unknown', {}, ['--tokn', 'x'], /See --help/],
    ['when a severity is none', {}, ['--min-severity', 'high'], /a number from 0 to 5/],
    ['when a link is none', {}, ['--link', 'javascript:1'], /begins with http/],
  ])('%s', async (_title, env, args, remedy) => {
    const zabbix = await fakeZabbix('6.0.14');
    const { code, err } = await setUp(['--url', zabbix.url, ...SIGN_IN, ...AGENT, ...args], env);
    expect(code).toBe(1);
    expect(err).toMatch(remedy);
    expect(err).not.toContain('    at ');
    expect(zabbix.changes()).toEqual([]);
  });

  it('when Zabbix is too old', async () => {
    const zabbix = await fakeZabbix('5.0.40');
    expect((await setUp(['--url', zabbix.url, ...SIGN_IN, ...AGENT])).err).toContain(
      'needs Zabbix 6.0 or newer',
    );
  });

  it('when nobody answers', async () => {
    const zabbix = await fakeZabbix('6.0.14');
    await zabbix.stop();
    const { code, err } = await setUp(['--url', zabbix.url, ...SIGN_IN, ...AGENT]);
    expect([code, err]).toEqual([1, expect.stringMatching(/cannot reach .*ECONNREFUSED.*check --url/)]);
  });
});
