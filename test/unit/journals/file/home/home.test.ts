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
import {
  enterHome,
  findCopy,
  type HomeSettings,
  settleIn,
} from '../../../../../src/journals/file/home/home.ts';
import { readHome } from '../../../../../src/journals/file/home/home-file.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

let drawn = 0;
const newInstance = () => String(drawn++).padStart(8, '0');

async function start(directory: string, changes: Partial<HomeSettings> = {}) {
  const entered = await enterHome({ directory, host: 'db-1', newInstance, ...changes });
  await entered.note();
  return entered;
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
    expect(readdirSync(directory)).toEqual(['home.json']);
    expect(statSync(`${directory}/home.json`).mode & 0o777).toBe(0o600);
  });

  it('is at home at the next start, which writes nothing', async () => {
    const { directory } = await startedOnce();
    const before = statSync(`${directory}/home.json`);
    expect(await start(directory)).toMatchObject({ notices: [] });
    expect(statSync(`${directory}/home.json`).ino).toBe(before.ino);
    expect(await findCopy(directory)).toBeUndefined();
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
    expect(await findCopy(copy)).toMatchObject({ remedy: expect.stringContaining(`--adopt=${instance}`) });
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
    const { directory } = await startedOnce();
    renameSync(`${directory}/home.json`, `${directory}/home.json.${process.pid}.tmp`);
    await start(directory);
    expect(readdirSync(directory)).toEqual(['home.json']);
    expect(await findCopy(directory)).toBeUndefined();
  });

  it('in an adoption leaves the old one, and the copy is refused until it is adopted', async () => {
    const { parent, directory } = await startedOnce();
    const copy = await copied(directory, `${parent}/copy`);
    await enterHome({ directory: copy, host: 'db-1', newInstance, adopt: 'any' });
    await expect(start(copy)).rejects.toMatchObject({ code: 'journal.copied' });
    await start(copy, { adopt: 'any' });
    await start(copy);
    expect(await findCopy(copy)).toBeUndefined();
  });
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
  const recovery = { lastSeq: 0, replayedRecords: 0, tornBytes: 0, damagedRecords: 0 };

  it('never fails a start, and says what that means', async () => {
    const { parent } = await startedOnce();
    const entered = await enterHome({ directory: `${parent}/gone`, host: 'db-1', newInstance });
    const settled = await settleIn(recovery, entered, { within: (_, work) => work() });
    expect(settled.notices?.join()).toMatch(
      /could not store home.json: ENOENT.*does not notice that it is one/,
    );
    expect(existsSync(`${parent}/gone`)).toBe(false);
  });

  it('makes room on a full disk as a start does, and hands on where the directory was', async () => {
    const { directory } = await startedOnce();
    const entered = await enterHome({ directory, host: 'db-2', newInstance });
    const asked: unknown[] = [];
    const settled = await settleIn({ ...recovery, notices: ['one'] }, entered, {
      within: (sacrifices, work) => {
        asked.push(sacrifices);
        return work();
      },
    });
    expect(asked).toEqual([['reserve', 'history']]);
    expect(settled).toMatchObject({ notices: ['one'], movedFrom: { host: 'db-1', directory } });
    expect((await readHome(directory))?.noted.host).toBe('db-2');
  });
});
