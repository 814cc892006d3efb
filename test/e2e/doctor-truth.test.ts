import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import { runCommand } from '../support/command-line.ts';
import { agentConfig, runEmulator, stopEverything, temporaryDirectory } from '../support/running-agent.ts';

afterEach(stopEverything);

const PROJECT = '0123456789abcdef0123456789abcdef';
const MADE_UP = 'ffffffffffffffffffffffffffffffff';
const SIGNED = 'accessKey: emulator-access-key, secretKey: emulator-secret-key';
const MINUTE = 60_000;

const aksk = (more: string) => `auth: { type: aksk, ${more} }`;

interface Line {
  readonly check: string;
  readonly result: 'good' | 'bad' | 'unknown' | 'skipped';
  readonly words: string;
  readonly remedy?: string;
}

/** Runs the doctor. Answers its lines by their names. */
async function doctorOf(cocUrl: string, coc: string, ...flags: readonly string[]) {
  const directory = await temporaryDirectory();
  const file = join(directory, 'config.yaml');
  await writeFile(file, agentConfig({ cocUrl, directory, coc }));
  const { code, out, err } = await runCommand('doctor', '--json', ...flags, '-c', file);
  expect(err).toBe('');
  const lines = JSON.parse(out) as readonly Line[];
  const named = (result: Line['result']) =>
    lines.filter((line) => line.result === result).map(({ check }) => check);
  const of = (check: string) => lines.find((line) => line.check === check);
  return { code, out, good: named('good'), bad: named('bad'), of, file };
}

async function withEmulator(options: EmulatorOptions, coc: string, ...flags: readonly string[]) {
  const emulator = await runEmulator(options);
  return { emulator, ...(await doctorOf(emulator.url, coc, ...flags)) };
}

const OWN = ['data directory', 'addresses'];
const WAY = ['connection', 'answer', 'clock', 'credentials'];
const PERMISSIONS = ['permission to read incidents', 'permission to list incidents'];
const SEND = '--send-test-alarm';

describe('the doctor has a check mark only for what it saw', () => {
  it('when all is right', async () => {
    const { code, good, bad, of } = await withEmulator({}, aksk(`${SIGNED}, projectId: ${PROJECT}`), SEND);
    expect([code, bad]).toEqual([0, []]);
    const last = ['remarks on incidents', 'integration default'];
    expect(good).toEqual([...OWN, ...WAY, 'project', ...PERMISSIONS, ...last]);
    expect(of('project')?.words).toBe(`${PROJECT} is cn-north-4, says IAM`);
  });

  it('when the file of the secret key is missing', async () => {
    const coc = aksk('accessKey: emulator-access-key, secretKeyFile: /nowhere/sk');
    const { emulator, code, good, bad, of } = await withEmulator({}, coc, SEND);
    expect([code, good]).toEqual([1, OWN]);
    expect(bad).toEqual(['file of coc.auth.secretKeyFile', 'credentials']);
    expect(of('integration keys')).toMatchObject({ result: 'unknown' });
    expect(emulator.requests(10)).toEqual([]);
  });

  it.each(['', ' \n'])('when the file of the secret key has only %j', async (text) => {
    const file = join(await temporaryDirectory(), 'sk');
    await writeFile(file, text);
    const coc = aksk(`accessKey: emulator-access-key, secretKeyFile: "${file}"`);
    const { emulator, code, good, bad, of } = await withEmulator({}, coc, SEND);
    expect([code, good]).toEqual([1, OWN]);
    expect(bad).toEqual(['file of coc.auth.secretKeyFile', 'credentials']);
    expect(of('credentials')?.words).toContain('it is empty; write the secret into it');
    expect(emulator.requests(10)).toEqual([]);
  });

  it('when the password of a token is missing', async () => {
    const emulator = await runEmulator();
    const coc = `auth: { type: token, iamEndpoint: "${emulator.url}", domain: emulator-domain, user: emulator, passwordFile: /nowhere/pw, project: cn-north-4 }`;
    const { good, bad } = await doctorOf(emulator.url, coc);
    expect([good, bad]).toEqual([OWN, ['file of coc.auth.passwordFile', 'credentials']]);
  });

  it('when the certificates of the proxy are missing', async () => {
    const { code, good, bad } = await withEmulator({}, `${aksk(SIGNED)}\n  caFile: /nowhere/ca.pem`, SEND);
    expect([code, good, bad]).toEqual([1, OWN, ['file of coc.caFile']]);
  });

  it('when the secret key is wrong: it is shown once, and no test alarm is sent', async () => {
    const coc = aksk(`accessKey: emulator-access-key, secretKey: wrong, projectId: ${PROJECT}`);
    const { emulator, code, good, bad, of } = await withEmulator({}, coc, SEND);
    expect([code, bad]).toEqual([1, ['credentials']]);
    expect(good).toEqual([...OWN, 'connection', 'answer', 'clock']);
    expect(of('project')?.result).toBe('unknown');
    expect(of('integration keys')?.words).toContain('no alarm was sent, because of: credentials');
    expect(emulator.requests(10)).toHaveLength(1);
  });

  it('when the project is made up', async () => {
    const { code, bad, of } = await withEmulator({}, aksk(`${SIGNED}, projectId: ${MADE_UP}`));
    expect([code, bad]).toEqual([1, ['project']]);
    expect(of('project')?.words).toBe(`the account has no ${MADE_UP}`);
    expect(of('project')?.remedy).toContain(`cn-north-4 ${PROJECT}`);
  });

  it('when the project is a name, or disabled', async () => {
    const named = await withEmulator({}, aksk(`${SIGNED}, projectId: cn-north-4`));
    expect(named.of('project')).toMatchObject({ result: 'bad', remedy: expect.stringContaining(PROJECT) });
    const projects = [{ id: PROJECT, name: 'cn-north-4', enabled: false }];
    const disabled = await withEmulator({ auth: { projects } }, aksk(`${SIGNED}, projectId: ${PROJECT}`));
    expect(disabled.of('project')).toMatchObject({
      result: 'bad',
      words: expect.stringContaining('disabled'),
    });
  });

  it.each([
    ['is not there', ', iamEndpoint: "http://127.0.0.1:1"'],
    ['does not list projects', ''],
  ])('when IAM %s: the project is not known, and neither good nor bad', async (_how, iam) => {
    const emulator = await runEmulator();
    emulator.setFaults({
      rules: [{ match: { operation: 'projects' }, fault: { type: 'status', status: 403 } }],
    });
    const { code, of } = await doctorOf(emulator.url, aksk(`${SIGNED}, projectId: ${MADE_UP}${iam}`));
    expect([code, of('project')?.result]).toEqual([0, 'unknown']);
    expect(of('project')?.words).toContain('was not looked up, because IAM could not be asked');
  });

  it('when the endpoint has no second version of the API, and takes alarms all the same', async () => {
    const emulator = await runEmulator();
    emulator.setFaults({ rules: [{ match: { path: '/v2/' }, fault: { type: 'status', status: 404 } }] });
    const { code, good, bad, of } = await doctorOf(emulator.url, aksk(SIGNED), SEND);
    expect([code, bad]).toEqual([1, ['permission to list incidents']]);
    expect(good).toEqual([...OWN, ...WAY, 'permission to read incidents', 'integration default']);
    expect(of('permission to list incidents')?.words).toContain('no such API');
  });

  it.each([
    ['html', 404],
    ['empty', 404],
    ['gateway', 404],
    ['html', 503],
  ] as const)('when only alarms are taken: what is for incidents has %s with %d', async (shape, status) => {
    const emulator = await runEmulator();
    const fault = { type: 'status', status, shape } as const;
    emulator.setFaults({ rules: [{ match: { path: '^/v[12]/(incidents|external)' }, fault }] });
    const { code, out, good, bad, of } = await doctorOf(emulator.url, aksk(SIGNED), SEND);
    expect(good).toEqual([...OWN, ...WAY, 'integration default']);
    expect([code, bad]).toEqual(status === 404 ? [1, PERMISSIONS] : [0, []]);
    expect(of('answer')?.words).toMatch(new RegExp(`^COC takes alarms, .*HTTP ${status}`));
    expect(of('permission to read incidents')?.words).toMatch(status === 404 ? /no such API/ : /^not seen/);
    expect(out).not.toContain('check that coc.endpoint is COC');
    const { bad: unsent, of: silent } = await doctorOf(emulator.url, aksk(SIGNED));
    expect(unsent).toEqual(['answer']);
    if (status === 404) expect(silent('answer')?.remedy).toContain('--send-test-alarm shows');
  });

  it.each([30, -30])('when the clock is off by %d minutes', async (minutes) => {
    const now = () => Date.now() + minutes * MINUTE;
    const { code, out, good, bad, of } = await withEmulator({ now }, aksk(SIGNED), SEND);
    expect([code, bad]).toEqual([1, ['clock']]);
    expect(good).toContain('integration default');
    const way = minutes > 0 ? 'behind' : 'ahead';
    expect(of('clock')?.words).toMatch(
      new RegExp(`by (1800|1801|1799) s \\(ours is ${way}\\): COC refused our time`),
    );
    expect(of('credentials')?.words).toContain("COC's time instead of ours");
    expect(out).not.toContain('refuses every call');
  });

  it.each([30, -30, 3])(
    'when the clock is off by %d minutes, and the secret key is wrong',
    async (minutes) => {
      const now = () => Date.now() + minutes * MINUTE;
      const coc = aksk('accessKey: emulator-access-key, secretKey: wrong');
      const { code, out, good, bad, of } = await withEmulator({ now }, coc, SEND);
      expect([code, bad, good]).toEqual([1, ['clock', 'credentials'], [...OWN, 'connection', 'answer']]);
      const seconds = Math.abs(minutes) * 60;
      const way = minutes > 0 ? 'behind' : 'ahead';
      expect(of('clock')?.words).toMatch(
        new RegExp(`by (${seconds}|${seconds + 1}|${seconds - 1}) s .ours is ${way}`),
      );
      expect(of('clock')?.words).toContain(
        Math.abs(minutes) > 15 ? "also when the agent signs with COC's time" : 'for another reason',
      );
      expect(out).not.toContain('takes calls');
    },
  );

  it.each<[string, number, string]>([
    ['is content with everything', 200, '{"ok":true}'],
    ['wants a login', 401, '<html>login</html>'],
    ['has no such page', 404, '<html>not found</html>'],
    ['refuses the request', 400, '{"message":"bad"}'],
  ])('when something else answers, and %s', async (_how, status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, good, bad } = await doctorOf(`http://127.0.0.1:${port}`, aksk(SIGNED));
    expect([code, bad, good]).toEqual([1, ['answer'], [...OWN, 'connection']]);
  });
});

it('the doctor prints its lines with a mark each, and a dash for what is not there', async () => {
  const emulator = await runEmulator();
  const { file } = await doctorOf(emulator.url, aksk(SIGNED));
  const { code, out } = await runCommand('doctor', '-c', file);
  expect(code).toBe(0);
  expect(out).toContain('- TLS: coc.endpoint is plain http\n');
  expect(out).toContain('- project: none configured');
  expect(out).toContain('✓ credentials: COC takes them\n');
  expect(out).toContain('? integration keys: not tested');
});
