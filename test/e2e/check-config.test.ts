import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { runCommand } from '../support/command-line.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const { serveUntil } = builtProgram();

interface Parts {
  readonly auth?: string;
  readonly key?: string;
  readonly source?: string;
  readonly alarm?: string;
  readonly rest?: string;
}

function configWith(directory: string, parts: Parts = {}): string {
  const { auth = 'secretKey: s', key = 'integrationKey: key1', source = '', alarm = '', rest = '' } = parts;
  return `listen: { webhooks: 127.0.0.1:0, admin: 127.0.0.1:0 }
dataDir: ${join(directory, 'data')}
coc:
  endpoint: http://127.0.0.1:9
  ${key}
  auth: { type: aksk, accessKey: a, ${auth} }
sources: { am: { type: alertmanager${source} } }
alarm: { applicationId: 65659ae2f42bf80e5f3f0635${alarm} }
${rest}`;
}

async function fileWith(parts: Parts | Buffer = {}): Promise<string> {
  const directory = await temporaryDirectory();
  const file = join(directory, 'config.yaml');
  await writeFile(file, Buffer.isBuffer(parts) ? parts : configWith(directory, parts));
  return file;
}

describe('check-config on a narrow terminal', () => {
  it.each<[string, Parts, number]>([
    ['of what is valid, but odd', { rest: 'routes: [{ match: [team=a], applicationId: my-app }]' }, 0],
    ['of mistakes', { auth: 'secretKeyFile: /nowhere/sk', alarm: ', alarmName: "{{ lables.x }}"' }, 2],
  ])('breaks its sentences at words: %s', async (_of, parts, code) => {
    const file = await fileWith(parts);
    const wide = await runCommand('check-config', file);
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('COLUMNS', '60');
    const narrow = await runCommand('check-config', file);
    expect([wide.code, narrow.code]).toEqual([code, code]);
    const longest = ({ out, err }: typeof wide) =>
      Math.max(...`${out}${err}`.split('\n').map((line) => line.length));
    expect(longest(wide)).toBeGreaterThan(80);
    expect(longest(narrow)).toBeLessThanOrEqual(60);
    expect(`${narrow.out}${narrow.err}`).toContain('\n  -> ');
  });
});

describe('check-config refuses', () => {
  it.each<[string, Parts, string[]]>([
    [
      'a missing secret key',
      { auth: 'secretKeyFile: /nowhere/sk' },
      ['config.yaml:6:52 coc.auth.secretKeyFile', 'ENOENT', 'there is no /nowhere either'],
    ],
    [
      'a missing integration key',
      { key: 'integrationKeyFile: /nowhere/key' },
      ['config.yaml:5:23 coc.integrationKeyFile', '/nowhere/key'],
    ],
    [
      'a missing token of a source',
      { source: ', auth: { bearer: { tokenFile: /nowhere/token } }' },
      ['sources.am.auth.bearer.tokenFile', '/nowhere/token'],
    ],
    [
      'a secret that is a directory',
      { auth: 'secretKeyFile: /tmp' },
      ['coc.auth.secretKeyFile', 'which is no file'],
    ],
    [
      'a variable that no template knows',
      { alarm: ', alarmName: "{{ lables.x }}"' },
      ['alarm.alarmName', 'reads lables', '-> did you mean labels?'],
    ],
    [
      'a level that no alarm has',
      { rest: `routes: [{ match: ['alarmLevel="critical"'], regionId: r }]` },
      ['routes[0].match', 'alarmLevel="critical" can never match', '-> did you mean Critical?'],
    ],
  ])('%s, with its place and a remedy', async (_what, parts, words) => {
    const { code, out, err } = await runCommand('check-config', await fileWith(parts));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('has one mistake');
    for (const word of words) expect(err).toContain(word);
  });

  it('several of them at once', async () => {
    const parts = { auth: 'secretKeyFile: /nowhere/sk', key: 'integrationKeyFile: /nowhere/key' };
    const { code, err } = await runCommand('check-config', await fileWith(parts));
    expect([code, err]).toEqual([2, expect.stringContaining('has 2 mistakes')]);
  });

  it('a file with an integration key that COC cannot take, and does not show it', async () => {
    const key = join(await temporaryDirectory(), 'key');
    await writeFile(key, 'k'.repeat(256));
    const { code, err } = await runCommand(
      'check-config',
      await fileWith({ key: `integrationKeyFile: ${key}` }),
    );
    expect([code, err]).toEqual([2, expect.stringContaining('longer than 255 characters')]);
    expect(err).not.toContain('kkkk');
  });

  it('UTF-16, by its name', async () => {
    const text = Buffer.from(`\ufeff${configWith('/tmp/none')}`, 'utf16le');
    const { code, err } = await runCommand('check-config', await fileWith(text));
    expect([code, err]).toEqual([2, expect.stringMatching(/is UTF-16.*save it as UTF-8/s)]);
  });
});

describe('check-config takes, but names,', () => {
  it.each<[string, Parts | Buffer, string]>([
    [
      'an application that looks like none',
      { rest: 'routes: [{ match: [a=b], applicationId: my-app }]' },
      'my-app',
    ],
    ['a byte order mark', Buffer.from(`\ufeff${configWith('/tmp/none')}`), 'byte order mark (BOM)'],
  ])('%s', async (_what, parts, words) => {
    const { code, out, err } = await runCommand('check-config', await fileWith(parts));
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/is valid, but look at this:.*sends to/s);
    expect(out).toContain(words === 'my-app' ? 'does not look like the id of a COC application' : words);
  });

  it('nothing about files that are not here, when told so', async () => {
    const parts = {
      auth: 'secretKeyFile: /nowhere/sk',
      source: ', auth: { bearer: { tokenFile: /nowhere/token } }',
    };
    const { code, out } = await runCommand('check-config', '--no-files', await fileWith(parts));
    expect([code, out]).toEqual([0, expect.stringContaining('receives   /webhooks/am (alertmanager)\n')]);
  });
});

describe('serve', () => {
  it('says loudly at its start what check-config refuses, and takes alerts nevertheless', async () => {
    const file = await fileWith({
      auth: 'secretKeyFile: /nowhere/sk',
      alarm: ', alarmName: "{{ lables.x }}"',
      rest: `routes: [{ match: ['alarmLevel="critical"'], applicationId: my-app }]`,
    });
    const { code, out } = await serveUntil('"ready"', file);
    expect(code).toBe(0);
    const lines = out.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    const said = lines.filter(({ problem }) => problem !== undefined);
    expect(said.map(({ level, path }) => [level, path])).toEqual([
      ['error', 'alarm.alarmName'],
      ['error', 'routes[0].match'],
      ['error', 'coc.auth.secretKeyFile'],
      ['warn', 'routes[0].applicationId'],
    ]);
    expect(said[0]).toMatchObject({
      at: expect.stringMatching(/config\.yaml:8:/),
      remedy: 'did you mean labels?',
      msg: expect.stringContaining('has a mistake'),
    });
  });

  it('refuses to start without the secret of a source, whose senders it could not know', async () => {
    const parts = { source: ', auth: { bearer: { tokenFile: /nowhere/token } }' };
    const { code, out, err } = await serveUntil('"ready"', await fileWith(parts));
    expect([code, err]).toEqual([2, expect.stringContaining('/nowhere/token')]);
    expect(out).toContain('sources.am.auth.bearer.tokenFile');
  });

  it('says the same after a reload', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({ cocUrl: emulator.url, directory });
    expect(agent.log()).not.toContain('has a mistake');
    await writeFile(agent.configFile, configWith(directory, { alarm: ', alarmName: "{{ lables.x }}"' }));
    await agent.reload('test');
    await until('it is said', () => agent.log().includes('reads lables'));
    expect(agent.log()).toMatch(/"level":"error".*"path":"alarm\.alarmName"/);
  });
});

it('the options of the emulator in UTF-16 are named too', async () => {
  const file = await fileWith(Buffer.from('\ufeffincidentLagMs: 1\n', 'utf16le'));
  const { code, err } = await runCommand('emulator', '--listen', '127.0.0.1:0', '--options', file);
  expect([code, err]).toEqual([2, expect.stringContaining('is UTF-16')]);
});
