import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { stopEverything } from '../support/running-agent.ts';
import { CLEAR, withEmulator } from './coc-setup.ts';

afterEach(stopEverything);

const SECRET = `${CLEAR}# coc-sensitive: token | access token\n`;

async function withScript(text = CLEAR) {
  const setup = await withEmulator();
  await mkdir(setup.folder);
  await writeFile(join(setup.folder, 'clear.sh'), text);
  expect((await setup.run('scripts', 'apply', setup.folder, '--yes')).code).toBe(0);
  const uuid = setup.emulator.scripts()[0]?.uuid ?? '';
  return { ...setup, uuid };
}

describe('a folder of scripts', () => {
  it('is not sent without --yes', async () => {
    const { emulator, run, folder } = await withEmulator();
    await mkdir(folder);
    await writeFile(join(folder, 'clear.sh'), CLEAR);
    const { code, out, err } = await run('scripts', 'apply', folder);
    expect([code, err]).toEqual([2, expect.stringContaining('nothing was sent: add --yes')]);
    expect(out).toContain('POST /v1/job/scripts\n');
    expect((await run('scripts', 'apply', folder, '--dry-run')).code).toBe(0);
    expect(emulator.scripts()).toEqual([]);
  });

  it('becomes the same in COC, shows what has drifted, and is made the same again', async () => {
    const { run, folder, emulator, uuid } = await withScript();
    expect(await run('scripts', 'diff', folder)).toMatchObject({ code: 0 });
    await writeFile(join(folder, 'clear.sh'), CLEAR.replace('-delete', '-print').replace('LOW', 'HIGH'));
    const drifted = await run('scripts', 'diff', folder);
    expect(drifted.code).toBe(1);
    expect(drifted.out).toContain('  risk: LOW -> HIGH\n');
    expect(drifted.out).toContain('  -find $path -delete\n  +find $path -print\n');
    expect((await run('scripts', 'apply', folder, '--yes')).out).toContain(
      `done: update clear_tmp (${uuid})`,
    );
    expect((await run('scripts', 'diff', folder)).code).toBe(0);
    expect(emulator.scripts()).toHaveLength(1);
  });

  it('leaves what is only in COC', async () => {
    const { run, folder, uuid, directory } = await withScript();
    const other = join(directory, 'others');
    await mkdir(other);
    await writeFile(join(other, 'a.py'), CLEAR.replace('clear_tmp', 'other'));
    expect((await run('scripts', 'diff', other)).out).toContain(`only in COC: clear_tmp (${uuid})`);
    expect((await run('scripts', 'apply', other, '--yes')).code).toBe(0);
    expect((await run('scripts', 'diff', folder)).code).toBe(0);
  });

  it('is wrong as a whole where a limit of COC is broken', async () => {
    const { run, folder, emulator } = await withEmulator();
    await mkdir(folder);
    await writeFile(join(folder, 'a.sh'), CLEAR);
    await writeFile(join(folder, 'b.sh'), CLEAR.replace('clear_tmp', 'b').replace('1.0.0', '1.0.0-longer'));
    const { code, err } = await run('scripts', 'apply', folder, '--yes');
    expect([code, err]).toEqual([2, expect.stringContaining('b.sh: properties.version has 12 characters')]);
    expect(emulator.scripts()).toEqual([]);
  });
});

describe('a script', () => {
  it('is listed, and shown with its text', async () => {
    const { run, uuid } = await withScript();
    const { out } = await run('scripts', 'list');
    expect(out).toMatch(new RegExp(`^UUID .*\n${uuid} +clear_tmp +SHELL +LOW +APPROVED`));
    expect((await run('scripts', 'show', uuid)).out).toContain('find $path -delete\n');
  });

  it('never has the value of a sensitive parameter printed', async () => {
    const { emulator, run } = await withEmulator();
    const token = {
      param_name: 'token',
      param_value: 'geheim',
      param_description: '',
      param_order: 1,
      sensitive: true,
    };
    const created = await run(
      ...['api', 'POST', '/v1/job/scripts', '--yes', '-d'],
      JSON.stringify({
        ...{ name: 'a', type: 'SHELL', content: 'id', description: 'd', script_params: [token] },
        properties: { risk_level: 'LOW', version: '1' },
      }),
    );
    expect(created.code).toBe(0);
    const uuid = emulator.scripts()[0]?.uuid ?? '';
    const shown = await run('scripts', 'show', uuid);
    const raw = await run('scripts', 'show', uuid, '--json');
    const byHand = await run('api', 'GET', `/v1/job/scripts/${uuid}`);
    for (const { code, out, err } of [created, shown, raw, byHand])
      expect([code === 0, `${out}${err}`]).toEqual([true, expect.not.stringContaining('geheim')]);
    expect(raw.out).toContain('"param_name": "token"');
  });

  it('is deleted with --yes, once', async () => {
    const { emulator, run, uuid, requested } = await withScript();
    expect((await run('scripts', 'delete', uuid)).code).toBe(2);
    expect(emulator.scripts()).toHaveLength(1);
    expect((await run('scripts', 'delete', uuid, '--yes')).code).toBe(0);
    expect([emulator.scripts().length, requested('script-delete')]).toEqual([0, 1]);
    expect((await run('scripts', 'show', uuid)).code).toBe(1);
  });
});

describe('running a script', () => {
  async function ready(text = CLEAR) {
    const setup = await withScript(text);
    const { out } = await setup.run('resources', 'list', '--json', '--limit', '3');
    const ids = (JSON.parse(out).data as { resource_id: string }[]).map(({ resource_id }) => resource_id);
    return { ...setup, ids };
  }

  it('shows its targets and needs --yes', async () => {
    const { run, uuid, ids, emulator } = await ready();
    const { code, out } = await run(
      'scripts',
      'run',
      uuid,
      '--user',
      'root',
      '--on',
      ...ids,
      '--batch-size',
      '2',
    );
    expect(code).toBe(2);
    expect(out).toContain('as root on 3 servers:\n');
    expect(out).toMatch(
      new RegExp(`Targets \\(3\\):\n.*${ids[0]}.*batch 1\n.*batch 1\n.*${ids[2]}.*batch 2\n`),
    );
    expect(emulator.orders()).toEqual([]);
  });

  it('makes an order with the given and the default parameters', async () => {
    const { run, uuid, ids, emulator } = await ready(SECRET);
    const args = ['scripts', 'run', uuid, '--user', 'ops', '--on', ids[0] ?? '', '--param', 'token=geheim'];
    const { code, out } = await run(...args, '--yes');
    expect([code, out]).toEqual([0, expect.not.stringContaining('geheim')]);
    const order = /order (SCT\S+)/.exec(out)?.[1] ?? '';
    expect(emulator.orders()).toMatchObject([{ uuid: order }]);
    for (const format of [[], ['--json']]) {
      const shown = await run('orders', 'show', order, ...format);
      expect([shown.code, shown.out]).toEqual([0, expect.not.stringContaining('geheim')]);
      expect(shown.out).toContain('/tmp');
    }
  });

  it('tells what COC does not know of a server', async () => {
    const { run, uuid, emulator } = await ready();
    emulator.setResources([{ id: '1', resource_id: 'ecs-1', name: 'web-1' }]);
    const { code, err } = await run(
      'scripts',
      'run',
      uuid,
      '--user',
      'root',
      '--on',
      'ecs-1',
      'ecs-2',
      '--yes',
    );
    expect(code).toBe(1);
    expect(err).toContain('web-1 (ecs-1): COC does not know its agent (agent_id): install UniAgent on it');
    expect(err).toContain('ecs-2: COC knows no resource with this id in ecs.cloudservers');
    expect(emulator.orders()).toEqual([]);
  });

  it('runs nothing twice when the answer is lost', async () => {
    const { run, uuid, ids, emulator, requested } = await ready();
    emulator.setFaults({
      rules: [{ match: { operation: 'script-execute' }, fault: { type: 'reset-after' } }],
    });
    const { code, err } = await run('scripts', 'run', uuid, '--user', 'root', '--on', ids[0] ?? '', '--yes');
    expect(code).toBe(1);
    expect(err).toContain('unknown whether COC did it');
    expect(err).toContain('look at `coc-alarm-agent coc orders list` before you try again');
    expect([emulator.orders().length, requested('script-execute')]).toEqual([1, 1]);
  });
});
