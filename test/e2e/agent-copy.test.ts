import { cp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { builtProgram } from '../support/built-program.ts';
import { runCommand } from '../support/command-line.ts';
import {
  agentConfig,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const { serveUntil } = builtProgram();

/** Copies a data directory file by file, as rsync and cp -a do. */
async function copied(directory: string): Promise<string> {
  const copy = await temporaryDirectory();
  // File systems take the time of creation from a clock of 4 ms.
  await sleep(10);
  const isNoSocket = (path: string) => !path.endsWith('.sock');
  const options = { recursive: true, preserveTimestamps: true, filter: isNoSocket };
  await cp(join(directory, 'data'), join(copy, 'data'), options);
  return copy;
}

async function configIn(directory: string, cocUrl: string): Promise<string> {
  const file = join(directory, 'config.yaml');
  await writeFile(file, agentConfig({ directory, cocUrl }));
  return file;
}

describe('a hot copy of the data directory', () => {
  async function besideTheOriginal() {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({ cocUrl: emulator.url, directory });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('the incident', () => emulator.incidents().length === 1);
    const copy = await copied(directory);
    return { emulator, agent, directory, copy, file: await configIn(copy, emulator.url) };
  }

  it('is refused beside the original, and sends nothing', async () => {
    const { emulator, agent, directory, copy, file } = await besideTheOriginal();
    const sent = emulator.alarms().length;
    const { code, err } = await serveUntil('"ready"', file);
    expect(code).toBe(2);
    expect(err).toContain(`${join(copy, 'data')} is a copy: it was made from ${join(directory, 'data')}`);
    expect(err).toMatch(
      /If an agent still runs there.*start here with --adopt=[0-9a-f]{8} \(or COC_ALARM_AGENT_ADOPT=/,
    );
    expect(emulator.alarms()).toHaveLength(sent);
    await agent.post('alertmanager', alertmanagerBody({ name: 'Other' }));
    await until('the other alarm', () => emulator.alarms().length === sent + 1);
  });

  it('is named by doctor, before a start', async () => {
    const { file, copy, directory } = await besideTheOriginal();
    const { code, out } = await runCommand('doctor', '--config', file);
    expect(code).toBe(1);
    expect(out).toContain(`✗ data directory: ${join(copy, 'data')} is a copy`);
    expect(out).toContain('--adopt=');
    const original = await runCommand('doctor', '--config', await configIn(directory, 'http://127.0.0.1:9'));
    expect(original.out).toContain('✓ data directory');
  });

  it.each([
    ['--adopt', () => ({ args: ['--adopt'] })],
    ['--adopt with its name', (name: string) => ({ args: [`--adopt=${name}`] })],
    ['a variable', (name: string) => ({ environment: { COC_ALARM_AGENT_ADOPT: name } })],
  ])(
    'goes on with %s, and needs that only once',
    async (_, how) => {
      const { agent, copy, file } = await besideTheOriginal();
      await agent.stop();
      const refused = await serveUntil('"ready"', file);
      const name = /--adopt=([0-9a-f]{8})/.exec(refused.err)?.[1] ?? '';
      const adopted = await serveUntil('"ready"', file, how(name));
      expect(adopted.code).toBe(0);
      expect(adopted.out).toContain('goes on in its place, as you asked; never start the original again');
      expect((await serveUntil('"ready"', file)).code).toBe(0);
      const again = await configIn(await copied(copy), 'http://127.0.0.1:9');
      expect(
        (await serveUntil('"ready"', again, { environment: { COC_ALARM_AGENT_ADOPT: name } })).code,
      ).toBe(2);
    },
    60_000,
  );

  it('is refused with the name of another directory, and with an empty variable', async () => {
    const { file } = await besideTheOriginal();
    for (const COC_ALARM_AGENT_ADOPT of ['ffffffff', 'true', ''])
      expect((await serveUntil('"ready"', file, { environment: { COC_ALARM_AGENT_ADOPT } })).code).toBe(2);
  });

  it('sends only what the copy lacks, once it is adopted', async () => {
    const { emulator, agent, copy } = await besideTheOriginal();
    await agent.stop();
    const sent = emulator.alarms().length;
    const adopter = await runAgent({ cocUrl: emulator.url, directory: copy, adopt: 'any' });
    await adopter.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await adopter.post('alertmanager', alertmanagerBody({ name: 'Other' }));
    await until('the other alarm', () => emulator.alarms().length === sent + 1);
    expect(emulator.incidents()).toHaveLength(1);
  });
});

describe('a data directory of version 0.1.0', () => {
  it('has nothing that tells a copy, and gets it at its first start', async () => {
    const directory = await temporaryDirectory();
    await cp('test/fixtures/data-directory/0.1.0', join(directory, 'data'), { recursive: true });
    const older = await copied(directory);
    for (const one of [directory, older])
      await (await runAgent({ cocUrl: 'http://127.0.0.1:9', directory: one })).stop();
    const copy = await copied(older);
    await expect(runAgent({ cocUrl: 'http://127.0.0.1:9', directory: copy })).rejects.toMatchObject({
      code: 'journal.copied',
    });
    await (await runAgent({ cocUrl: 'http://127.0.0.1:9', directory: older })).stop();
  });
});

describe('the original', () => {
  it('starts again after a stop, after kill -9 and with another name', async () => {
    const directory = await temporaryDirectory();
    let file = await configIn(directory, 'http://127.0.0.1:9');
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGKILL', 'SIGTERM'] as const) {
      const { out, err } = await serveUntil('"ready"', file, { signal });
      expect([out.includes('"ready"'), err]).toEqual([true, '']);
    }
    const moved = `${directory}-moved`;
    await rename(directory, moved);
    file = await configIn(moved, 'http://127.0.0.1:9');
    const { code, out } = await serveUntil('"ready"', file);
    await rm(moved, { recursive: true });
    expect([code, out.includes('used in another place last')]).toEqual([0, true]);
  }, 60_000);
});
