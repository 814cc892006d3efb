import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../../../src/journals/file/disk/file-system.ts';
import { nodeFileSystem } from '../../../../src/journals/file/disk/node-file-system.ts';
import { beginEpoch, noteInEpoch, readLastEpoch } from '../../../../src/journals/file/epoch.ts';
import { openJournal, queueRecord } from '../../../support/file-journal.ts';
import { tempDirectory } from '../../../support/temp-directory.ts';

/** Makes a journal with three pending entries in a real directory. */
async function withEntries(segmentBytes = 1_000_000) {
  const directory = `${tempDirectory()}/data`;
  const { journal } = await openJournal({ fs: nodeFileSystem, directory, segmentBytes });
  await journal.append([queueRecord(1, 'a', 'b', 'c')]);
  return { directory, journal };
}

describe('a data directory that vanishes while the agent runs', () => {
  it.each([
    ['by the next append', 1_000_000],
    ['by the next segment', 1],
  ])('is named, with the number of entries in it (%s)', async (_, segmentBytes) => {
    const { directory, journal } = await withEntries(segmentBytes);
    rmSync(directory, { recursive: true });
    await expect(journal.append([queueRecord(4, 'd')])).rejects.toMatchObject({
      code: 'journal.unavailable',
      message: expect.stringMatching(/was deleted or unmounted; 3 entries that waited/),
    });
  });

  it.each([
    ['by the next append', 1_000_000],
    ['by the next segment', 1],
  ])('and is another one now is named as that (%s)', async (_, segmentBytes) => {
    const { directory, journal } = await withEntries(segmentBytes);
    renameSync(directory, `${directory}.old`);
    mkdirSync(directory);
    await expect(journal.append([queueRecord(4, 'd')])).rejects.toThrow(/replaced by another one; 3 entries/);
  });

  it('and came back as a copy of what it was is no place to acknowledge to', async () => {
    const { directory, journal } = await withEntries();
    cpSync(directory, `${directory}.copy`, { recursive: true });
    await journal.append([queueRecord(4, 'd')]);
    for (const name of readdirSync(directory)) rmSync(`${directory}/${name}`, { recursive: true });
    cpSync(`${directory}.copy`, directory, { recursive: true });
    await expect(journal.append([queueRecord(5, 'e')])).rejects.toMatchObject({
      code: 'journal.unavailable',
      message: expect.stringMatching(/0000000001.log was deleted or replaced/),
    });
  });

  it('is told apart from an epoch that was deleted', async () => {
    const { directory, journal } = await withEntries();
    rmSync(`${directory}/epoch.json`);
    await expect(journal.append([queueRecord(4, 'd')])).rejects.toThrow(
      /epoch.json was deleted, alone or with the whole directory; \d entries that waited for COC were in it/,
    );
  });
});

it('an owner that is replaced while it appends does not acknowledge what it appended', async () => {
  const directory = `${tempDirectory()}/data`;
  let replaceOnce = false;
  const fs: FileSystem = {
    ...nodeFileSystem,
    create: async (path) => {
      const file = await nodeFileSystem.create(path);
      const sync = async () => {
        await file.sync();
        if (!replaceOnce) return;
        replaceOnce = false;
        await beginEpoch(nodeFileSystem, directory, { atLeast: 0, hasInventory: false });
      };
      return { ...file, sync };
    },
  };
  const { journal } = await openJournal({ fs, directory, segmentBytes: 1_000_000 });
  await journal.append([queueRecord(1, 'a')]);
  replaceOnce = true;
  await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({ code: 'journal.unavailable' });
  expect(replaceOnce).toBe(false);
});

it('a segment that vanishes while it is written is named, and nothing is acknowledged to it', async () => {
  const { directory, journal } = await withEntries();
  rmSync(`${directory}/segments/0000000001.log`);
  await expect(journal.append([queueRecord(4, 'd')])).rejects.toThrow(
    /0000000001.log was deleted or replaced/,
  );
});

it('an owner that was replaced takes no note back over the epoch of the next one', async () => {
  const directory = tempDirectory();
  const begin = () => beginEpoch(nodeFileSystem, directory, { atLeast: 0, hasInventory: false });
  const first = await begin();
  const second = await begin();
  await noteInEpoch(nodeFileSystem, directory, { epoch: first, hasInventory: true });
  expect(await readLastEpoch(nodeFileSystem, directory)).toEqual({
    epoch: second,
    hasInventory: false,
    isKnown: true,
    ended: false,
  });
  await noteInEpoch(nodeFileSystem, directory, { epoch: second, hasInventory: true });
  expect(await readLastEpoch(nodeFileSystem, directory)).toMatchObject({ epoch: second, hasInventory: true });
});

it('what is noted in an epoch stays through the next ones, but for its end, and is stored once', async () => {
  const directory = tempDirectory();
  const begin = () => beginEpoch(nodeFileSystem, directory, { atLeast: 0, hasInventory: false });
  const epoch = await begin();
  expect(await noteInEpoch(nodeFileSystem, directory, { epoch, home: '5f0c21ab' })).toBe(true);
  expect(await noteInEpoch(nodeFileSystem, directory, { epoch, ended: true })).toBe(true);
  expect(await readLastEpoch(nodeFileSystem, directory)).toMatchObject({ home: '5f0c21ab', ended: true });
  const { ino } = statSync(`${directory}/epoch.json`);
  expect(await noteInEpoch(nodeFileSystem, directory, { epoch, home: '5f0c21ab' })).toBe(true);
  expect(statSync(`${directory}/epoch.json`).ino).toBe(ino);
  await begin();
  expect(await readLastEpoch(nodeFileSystem, directory)).toMatchObject({ home: '5f0c21ab', ended: false });
  expect(await noteInEpoch(nodeFileSystem, directory, { epoch, ended: true })).toBe(false);
});
