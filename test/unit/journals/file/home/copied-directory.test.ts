import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeFrame } from '../../../../../src/journals/file/disk/frame.ts';
import { nodeFileSystem } from '../../../../../src/journals/file/disk/node-file-system.ts';
import { readLastEpoch } from '../../../../../src/journals/file/epoch.ts';
import { findCopy } from '../../../../../src/journals/file/home/home.ts';
import { readHome } from '../../../../../src/journals/file/home/home-file.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { queueRecord } from '../../../../support/file-journal.ts';
import { MortalProcess, openHomed } from '../../../../support/homed-journal.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

// A process that dies says so.
beforeEach(() => void vi.spyOn(process, 'emitWarning').mockReturnValue());

/** File systems take the time of creation from a clock of 4 ms. */
const tick = () => sleep(10);
const copyOf = (directory: string) => findCopy(directory, () => readLastEpoch(nodeFileSystem, directory));

async function startAndStop(directory: string, options: Parameters<typeof openHomed>[1] = {}): Promise<void> {
  const { journal } = await openHomed(directory, options);
  await journal.close();
  await tick();
}

const run = (program: string, ...args: readonly string[]) => execFileSync(program, args, { stdio: 'pipe' });

/** Replaces what has another size or time, as rsync does. */
function rsync(from: string, to: string): void {
  for (const { name, parentPath } of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const source = join(parentPath, name);
    const target = join(to, relative(from, source));
    const [its, ours] = [statSync(source), statSync(target, { throwIfNoEntry: false })];
    if (its.isDirectory() || (its.size === ours?.size && its.mtimeMs === ours.mtimeMs)) continue;
    rmSync(target, { force: true });
    run('cp', '-a', source, target);
  }
}

/** Ways to put a copy over what is there, file by file. */
const WAYS: readonly (readonly [string, (from: string, to: string) => void])[] = [
  ['cp -a', (from, to) => run('cp', '-a', `${from}/.`, `${to}/`)],
  ['cp -r', (from, to) => run('cp', '-r', `${from}/.`, `${to}/`)],
  ['rsync', rsync],
  ['tar', (from, to) => run('sh', '-c', `tar -C ${from} -cf - . | tar -C ${to} -xf -`)],
  [
    'tar --overwrite',
    (from, to) => run('sh', '-c', `tar -C ${from} -cf - . | tar -C ${to} --overwrite -xf -`),
  ],
  [
    'without what is there',
    (from, to) => {
      rmSync(to, { recursive: true });
      run('cp', '-a', from, to);
    },
  ],
  [
    'without its home, in the place of the original',
    (from, to) => {
      rmSync(to, { recursive: true });
      run('cp', '-a', from, to);
      rmSync(`${to}/home.json`);
    },
  ],
  [
    'without its home, beside that of the original',
    (from, to) => {
      const home = `${to}/../home.json`;
      linkSync(`${to}/home.json`, home);
      run('cp', '-a', `${from}/.`, `${to}/`);
      rmSync(`${to}/home.json`);
      renameSync(home, `${to}/home.json`);
    },
  ],
];

describe.each(WAYS)('a backup that is put back (%s)', (_, putBack) => {
  it.each<[string, (directory: string, backup: () => void) => Promise<void>]>([
    [
      'made after a stop, before another start',
      async (directory, backup) => {
        await startAndStop(directory);
        backup();
        await startAndStop(directory);
      },
    ],
    [
      'made while it ran',
      async (directory, backup) => {
        const { journal } = await openHomed(directory);
        await journal.append([queueRecord(1, 'a')]);
        await tick();
        backup();
        await journal.append([queueRecord(2, 'b')]);
        await journal.close();
      },
    ],
    [
      'made while it ran, before a kill and another start',
      async (directory, backup) => {
        const process = new MortalProcess();
        const { journal } = await openHomed(directory, { process });
        await tick();
        backup();
        await killed(journal, process);
        await startAndStop(directory);
      },
    ],
  ])('is a copy: %s', async (__, life) => {
    const parent = tempDirectory();
    const [directory, backup] = [`${parent}/data`, `${parent}/backup`];
    mkdirSync(directory);
    await startAndStop(directory);
    await life(directory, () => run('cp', '-a', directory, backup));
    await tick();
    putBack(backup, directory);
    await expect(openHomed(directory)).rejects.toMatchObject({ code: 'journal.copied' });
    expect(await copyOf(directory)).toMatchObject({ words: expect.stringContaining('is a copy') });
    await startAndStop(directory, { adopt: 'any' });
    await startAndStop(directory);
    expect(await copyOf(directory)).toBeUndefined();
  });
});

/** Ends a process between two changes. */
async function killed(journal: { close(): Promise<void> }, process: MortalProcess): Promise<void> {
  process.die();
  await journal.close().catch(() => undefined);
}

it('a hot copy is a copy when it is put back after a kill in the same run, once it is ten minutes old', async () => {
  const parent = tempDirectory();
  const [directory, backup] = [`${parent}/data`, `${parent}/backup`];
  const [clock, process] = [new FakeClock(), new MortalProcess()];
  const { journal, state } = await openHomed(directory, { clock, process });
  run('cp', '-a', directory, backup);
  const { ino } = statSync(`${directory}/home.json`);
  clock.advance(600_000);
  journal.checkpoint(state);
  await vi.waitFor(() => expect(statSync(`${directory}/home.json`).ino).not.toBe(ino));
  await killed(journal, process);
  run('cp', '-a', `${backup}/.`, `${directory}/`);
  await expect(openHomed(directory)).rejects.toMatchObject({ code: 'journal.copied' });
});

describe('what is no copy', () => {
  it('a directory that is moved, mounted elsewhere, or whose rights change, at each stop and kill', async () => {
    const parent = tempDirectory();
    let directory = `${parent}/data-0`;
    for (let move = 1; move < 5; move++) {
      const process = new MortalProcess();
      const { journal } = await openHomed(directory, { process, host: `db-${move % 2}` });
      await journal.append([queueRecord(move, 'a')]);
      if (move % 2) await killed(journal, process);
      else await journal.close();
      chmodSync(`${directory}/home.json`, 0o640);
      renameSync(directory, `${parent}/data-${move}`);
      directory = `${parent}/data-${move}`;
      expect(await copyOf(directory)).toBeUndefined();
    }
    await startAndStop(directory);
  });

  it('a directory that an earlier version used in between, or whose epoch or home is damaged', async () => {
    const directory = `${tempDirectory()}/data`;
    await startAndStop(directory);
    // Version 0.1.0 counts on, and knows nothing of the rest.
    const { epoch } = await readLastEpoch(nodeFileSystem, directory);
    writeFileSync(`${directory}/epoch.json`, encodeFrame(JSON.stringify({ epoch: epoch + 1 })));
    await startAndStop(directory);
    for (const file of ['epoch.json', 'home.json', 'epoch.json'])
      for (const spoil of [
        (path: string) => truncateSync(path, 9),
        (path: string) => truncateSync(path, 0),
      ]) {
        spoil(`${directory}/${file}`);
        expect(await copyOf(directory)).toBeUndefined();
        await startAndStop(directory);
      }
    rmSync(`${directory}/epoch.json`);
    await startAndStop(directory);
    // The journal never falls behind the home, even where the number of the last start was lost.
    expect((await readHome(directory))?.noted.epoch).toBeGreaterThan(epoch + 1);
  });

  it('a directory whose owner was killed before any of its changes, in a start or a stop', async () => {
    const directory = `${tempDirectory()}/data`;
    for (let changes = 0, isWhole = false; !isWhole; changes++) {
      const process = new MortalProcess(changes);
      const life = async () => {
        const { journal } = await openHomed(directory, { process });
        await journal.append([queueRecord(changes + 1, 'a')]).catch(() => undefined);
        await journal.close();
      };
      await life().catch(() => undefined);
      isWhole = process.changes < changes;
      expect([changes, await copyOf(directory)]).toEqual([changes, undefined]);
      const noted = await readHome(directory);
      const journal = await readLastEpoch(nodeFileSystem, directory);
      if (noted && journal.isKnown) expect(noted.noted.epoch).toBeLessThanOrEqual(journal.epoch);
    }
    await startAndStop(directory);
    expect((await readHome(directory))?.noted.ended).toBe(true);
  });
});
