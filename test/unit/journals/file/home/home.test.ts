import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../../src/journals/file/disk/frame.ts';
import { nodeFileSystem } from '../../../../../src/journals/file/disk/node-file-system.ts';
import { beginEpoch, readLastEpoch } from '../../../../../src/journals/file/epoch.ts';
import { enterHome, findCopy, type HomeSettings } from '../../../../../src/journals/file/home/home.ts';
import { isHomeless, readHome, writeHome } from '../../../../../src/journals/file/home/home-file.ts';
import { HomeKeeper } from '../../../../../src/journals/file/home/home-keeper.ts';
import type { RoomMaker } from '../../../../../src/journals/file/room-maker.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { newInstance } from '../../../../support/homed-journal.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

const last = (directory: string) => readLastEpoch(nodeFileSystem, directory);
const copyOf = (directory: string) => findCopy(directory, () => last(directory));
const recovery = { lastSeq: 0, replayedRecords: 0, tornBytes: 0, damagedRecords: 0 };
const anyRoom: Pick<RoomMaker, 'within'> = { within: (_, work) => work() };

async function enter(directory: string, changes: Partial<HomeSettings> = {}) {
  const settings = { directory, host: 'db-1', newInstance, ...changes };
  const entered = await enterHome(settings, await last(directory));
  const atLeast = entered.lastEpoch;
  const epoch = await beginEpoch(nodeFileSystem, directory, { atLeast, hasInventory: false });
  const clock = new FakeClock();
  const keeper = new HomeKeeper({ entered, fs: nodeFileSystem, directory, epoch, clock });
  return { entered, epoch, clock, keeper };
}

async function start(directory: string, changes: Partial<HomeSettings> = {}) {
  const { entered, ...rest } = await enter(directory, changes);
  await rest.keeper.settle(recovery, anyRoom);
  return { ...entered, ...rest };
}

async function startedOnce() {
  const parent = tempDirectory();
  const directory = `${parent}/data`;
  mkdirSync(directory);
  await start(directory);
  const instance = (await readHome(directory))?.noted.instance ?? '';
  return { parent, directory, instance };
}

async function copied(directory: string, to: string): Promise<string> {
  // File systems take the time of creation from a clock of 4 ms.
  await sleep(10);
  cpSync(directory, to, { recursive: true, preserveTimestamps: true });
  return to;
}

describe('a data directory', () => {
  it.each(['{', '', '[]'])('whose home has no readable content (%j) has none', async (content) => {
    const { directory } = await startedOnce();
    writeFileSync(`${directory}/home.json`, encodeFrame(content));
    expect(await readHome(directory)).toBeUndefined();
  });

  it('without a home gets one at its first start, for its owner alone', async () => {
    const { directory, instance } = await startedOnce();
    expect(instance).toMatch(/^[0-9a-f]{8}$/);
    expect(readdirSync(directory)).toEqual(['epoch.json', 'home.json']);
    expect(statSync(`${directory}/home.json`).mode & 0o777).toBe(0o600);
  });

  it('is at home at the next start, which replaces the file, as the stop does', async () => {
    const { directory, instance } = await startedOnce();
    const inodes = [statSync(`${directory}/home.json`).ino];
    const { keeper, notices, epoch } = await start(directory);
    inodes.push(statSync(`${directory}/home.json`).ino);
    expect([notices, epoch]).toEqual([[], 2]);
    expect((await readHome(directory))?.noted).toMatchObject({ instance, epoch: 2 });
    await keeper.leave();
    inodes.push(statSync(`${directory}/home.json`).ino);
    expect([inodes[0] === inodes[1], inodes[1] === inodes[2]]).toEqual([false, false]);
    expect((await readHome(directory))?.noted).toMatchObject({ instance, epoch: 2, ended: true });
    expect(await last(directory)).toMatchObject({ home: instance, epoch: 2, ended: true });
    expect(await copyOf(directory)).toBeUndefined();
    await start(directory);
    expect(await last(directory)).toMatchObject({ home: instance, epoch: 3, ended: false });
  });

  it('whose epoch was lost goes on behind the one that its home knows', async () => {
    const { directory } = await startedOnce();
    await start(directory);
    rmSync(`${directory}/epoch.json`);
    expect((await start(directory)).epoch).toBe(3);
  });

  it('that another process has taken over leaves no note of its end', async () => {
    const { directory } = await startedOnce();
    const { keeper } = await start(directory);
    await start(directory);
    await keeper.leave();
    expect((await readHome(directory))?.noted).toMatchObject({ epoch: 3 });
    expect((await last(directory)).ended).toBe(false);
  });

  it('whose home is damaged keeps its name', async () => {
    const { directory, instance } = await startedOnce();
    truncateSync(`${directory}/home.json`, 3);
    expect((await start(directory)).instance).toBe(instance);
  });

  it('is at home with another name, on another host and after chmod, and tells where it was', async () => {
    const { parent, directory, instance } = await startedOnce();
    renameSync(directory, `${parent}/moved`);
    chmodSync(`${parent}/moved/home.json`, 0o640);
    const { movedFrom } = await start(`${parent}/moved`, { host: 'db-2' });
    expect(movedFrom).toEqual({ host: 'db-1', directory });
    expect((await readHome(`${parent}/moved`))?.noted).toMatchObject({ instance, host: 'db-2' });
    expect((await start(`${parent}/moved`, { host: 'db-2' })).movedFrom).toBeUndefined();
  });
});

describe('a copy', () => {
  it('is refused, with what it is a copy of and the remedy, each time', async () => {
    const { parent, directory, instance } = await startedOnce();
    const copy = await copied(directory, `${parent}/copy`);
    const before = readFileSync(`${copy}/home.json`);
    for (let time = 0; time < 2; time++) {
      const refused = start(copy, { host: 'db-2' });
      await expect(refused).rejects.toMatchObject({ code: 'journal.copied' });
      await expect(refused).rejects.toThrow(
        `${copy} is a copy: it was made from ${directory} of the host db-1`,
      );
      await expect(refused).rejects.toThrow(`--adopt=${instance}`);
    }
    expect(readFileSync(`${copy}/home.json`)).toEqual(before);
    expect(await copyOf(copy)).toMatchObject({ remedy: expect.stringContaining(`--adopt=${instance}`) });
    expect(await start(directory)).toMatchObject({ notices: [] });
  });

  it('is refused in the place of the original, too', async () => {
    const { parent, directory } = await startedOnce();
    await copied(directory, `${parent}/backup`);
    rmSync(directory, { recursive: true });
    await copied(`${parent}/backup`, directory);
    await expect(start(directory)).rejects.toMatchObject({ code: 'journal.copied' });
  });

  it.each<[string, (instance: string) => HomeSettings['adopt']]>([
    ['any', () => 'any'],
    ['this one', (instance) => ({ instance })],
  ])('that is adopted (%s) goes on as a directory of its own', async (_, adopt) => {
    const { parent, directory, instance } = await startedOnce();
    const copy = await copied(directory, `${parent}/copy`);
    const { notices } = await start(copy, { adopt: adopt(instance) });
    expect(notices.join()).toContain(`${copy} is a copy of ${directory} of db-1`);
    expect((await start(copy)).notices).toEqual([]);
    expect((await readHome(copy))?.noted.instance).not.toBe(instance);
    const second = await copied(copy, `${parent}/second`);
    await expect(start(second, { adopt: { instance } })).rejects.toMatchObject({ code: 'journal.copied' });
  });

  it('of another directory than the one named is refused', async () => {
    const { parent, directory } = await startedOnce();
    const copy = await copied(directory, `${parent}/copy`);
    const adopt = { instance: 'ffffffff' };
    await expect(start(copy, { adopt })).rejects.toMatchObject({ code: 'journal.copied' });
  });
});

describe('a crash while the home is written', () => {
  it('leaves none, or a temporary file, and the next start writes it', async () => {
    const directory = tempDirectory();
    await enter(directory);
    writeFileSync(`${directory}/home.json.${process.pid}.tmp`, 'cut sh');
    await start(directory);
    expect(readdirSync(directory)).toEqual(['epoch.json', 'home.json']);
    expect(await copyOf(directory)).toBeUndefined();
  });

  it('in an adoption leaves the old one, and the copy is refused until it is adopted', async () => {
    const { parent, directory } = await startedOnce();
    const copy = await copied(directory, `${parent}/copy`);
    await enter(copy, { adopt: 'any' });
    await expect(start(copy)).rejects.toMatchObject({ code: 'journal.copied' });
    await start(copy, { adopt: 'any' });
    await start(copy);
    expect(await copyOf(copy)).toBeUndefined();
  });
});

it('a home is missing only where nothing has its name', async () => {
  const { parent, directory } = await startedOnce();
  expect([await isHomeless(directory), await isHomeless(parent)]).toEqual([false, true]);
  expect(await isHomeless(`${directory}/epoch.json`)).toBe(false);
});

it('a home that is replaced while it is read is read as a whole', async () => {
  const { directory } = await startedOnce();
  let isOver = false;
  const replace = async () => {
    while (!isOver) await writeHome(directory, { instance: '0000000a', host: 'db-1', directory, epoch: 1 });
  };
  const replacing = replace();
  for (let look = 0; look < 300; look++) expect(await copyOf(directory)).toBeUndefined();
  isOver = true;
  await replacing;
});

describe('a home that cannot be read', () => {
  it.each<[string, (path: string) => void]>([
    ['cut short', (path) => truncateSync(path, 20)],
    ['empty', (path) => truncateSync(path, 0)],
    ['of an unknown form', (path) => writeFileSync(path, encodeFrame(JSON.stringify({ v: 2 })))],
    [
      'a link',
      (path) => {
        renameSync(path, `${path}.other`);
        symlinkSync(`${path}.other`, path);
      },
    ],
  ])('(%s) stops no start, and is replaced', async (_, spoil) => {
    const { directory } = await startedOnce();
    spoil(`${directory}/home.json`);
    expect(await start(directory)).toMatchObject({ notices: [] });
    expect((await readHome(directory))?.noted).toMatchObject({ host: 'db-1', directory });
  });
});

describe('noting the home', () => {
  it('never fails a start, and says what that means', async () => {
    const { directory } = await startedOnce();
    const { keeper, entered } = await enter(directory);
    rmSync(directory, { recursive: true });
    const settled = await keeper.settle(recovery, anyRoom);
    expect(settled.notices?.join()).toMatch(
      /could not store home.json: ENOENT.*may not notice that it is one/,
    );
    expect(existsSync(directory)).toBe(false);
    expect(entered.isNoted).toBe(true);
    // Without a note of the start, there is none of what follows.
    await keeper.keep(async () => true);
    await keeper.leave();
    expect(existsSync(directory)).toBe(false);
  });

  it('tells no end of a start that it could not tell', async () => {
    const { directory } = await startedOnce();
    const { keeper } = await enter(directory);
    rmSync(`${directory}/home.json`);
    mkdirSync(`${directory}/home.json/in-the-way`, { recursive: true });
    expect((await keeper.settle(recovery, anyRoom)).notices).toHaveLength(1);
    await keeper.leave();
    expect(await last(directory)).toMatchObject({ epoch: 2, ended: false });
  });

  it('makes room on a full disk for what no start has noted, and hands on where the directory was', async () => {
    const { directory } = await startedOnce();
    const asked: unknown[] = [];
    const room: typeof anyRoom = {
      within: (sacrifices, work) => {
        asked.push(sacrifices);
        return work();
      },
    };
    const first = await enter(directory, { host: 'db-2' });
    const settled = await first.keeper.settle({ ...recovery, notices: ['one'] }, room);
    await (await enter(directory, { host: 'db-2' })).keeper.settle(recovery, room);
    expect(asked).toEqual([['reserve', 'history'], []]);
    expect(settled).toMatchObject({ notices: ['one'], movedFrom: { host: 'db-1', directory } });
    expect((await readHome(directory))?.noted.host).toBe('db-2');
  });

  it('happens again ten minutes after the last time, by the owner of the directory', async () => {
    const { directory } = await startedOnce();
    const { keeper, clock } = await start(directory);
    const keptAfter = async (ms: number, holds = true) => {
      const { ino } = statSync(`${directory}/home.json`);
      clock.advance(ms);
      await keeper.keep(async () => holds);
      return statSync(`${directory}/home.json`).ino !== ino;
    };
    expect([await keptAfter(599_999), await keptAfter(1), await keptAfter(599_999)]).toEqual([
      false,
      true,
      false,
    ]);
    expect([await keptAfter(1, false), await keptAfter(600_000)]).toEqual([false, true]);
    expect((await readHome(directory))?.noted).toMatchObject({ epoch: 2 });
    expect(await copyOf(directory)).toBeUndefined();
  });

  it('is no matter of a journal that tells no copies', async () => {
    const directory = tempDirectory();
    const clock = new FakeClock();
    const keeper = new HomeKeeper({ entered: undefined, fs: nodeFileSystem, directory, epoch: 1, clock });
    expect(await keeper.settle(recovery, anyRoom)).toBe(recovery);
    await keeper.keep(async () => true);
    await keeper.leave();
    expect(readdirSync(directory)).toEqual([]);
  });
});
