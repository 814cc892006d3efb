import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  type FoundFile,
  identify,
  isAnotherFile,
  tellsBirth,
} from '../../../../../src/journals/file/home/file-identity.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

const NOTED = { inode: '13', bornAt: '100' };
const FOUND: FoundFile = { inode: '13', bornAt: '100', marksLast: true };

describe('a file is another one', () => {
  it.each<[string, Partial<FoundFile>, Partial<typeof NOTED>, boolean]>([
    ['with the same marks: no', {}, {}, false],
    ['with another time of creation', { bornAt: '150' }, {}, true],
    ['with another number and time', { inode: '14', bornAt: '150' }, {}, true],
    ['with a new number and the same time, as after a new mount: no', { inode: '14' }, {}, false],
    ['with another number where no time is known now', { inode: '14', bornAt: '0' }, {}, true],
    ['with another number where no time was known', { inode: '14' }, { bornAt: '0' }, true],
    ['with the same number where no time is known now: no', { bornAt: '0' }, {}, false],
    ['with the same number where no time was known: no', {}, { bornAt: '0' }, false],
    ['on a file system that numbers anew: no', { inode: '14', bornAt: '150', marksLast: false }, {}, false],
  ])('%s', (_, found, noted, another) => {
    expect(isAnotherFile({ ...NOTED, ...noted }, { ...FOUND, ...found })).toBe(another);
  });
});

describe('the time of creation', () => {
  const at = (birth: number, change: number) => ({ birthtimeNs: BigInt(birth), ctimeNs: BigInt(change) });
  const probed = async (after: () => ReturnType<typeof at>, found = at(5, 5)) => {
    let touched = 0;
    const touch = async () => {
      touched += 1;
    };
    return { told: await tellsBirth(found, { touch, look: async () => after() }), touched };
  };

  it('is told where it is not that of the last change, and nothing is touched', async () => {
    expect(await probed(() => at(5, 9), at(5, 7))).toEqual({ told: true, touched: 0 });
  });

  it('is told where it stays when the file is changed', async () => {
    expect(await probed(() => at(5, 9))).toEqual({ told: true, touched: 1 });
  });

  it('is not told where it follows each change', async () => {
    expect(await probed(() => at(9, 9))).toEqual({ told: false, touched: 1 });
  });

  it('is asked for until the clock of the file system ticks', async () => {
    let looks = 0;
    const ticking = () => (++looks < 4 ? at(5, 5) : at(5, 9));
    expect(await probed(ticking)).toEqual({ told: true, touched: 4 });
    expect(await probed(() => at(5, 5))).toEqual({ told: false, touched: 1_000 });
  });

  it('is not told where the file can not be changed', async () => {
    const touch = () => Promise.reject(new Error('EROFS'));
    expect(await tellsBirth(at(5, 5), { touch, look: async () => at(5, 9) })).toBe(false);
  });
});

describe('on this disk', () => {
  async function marked() {
    const directory = tempDirectory();
    const path = `${directory}/a`;
    writeFileSync(path, 'a');
    return { directory, path, marks: await identify(path) };
  }

  it('a file stays itself when it and its directory get other names', async () => {
    const { directory, path, marks } = await marked();
    if (!marks) throw new Error('it was not found');
    mkdirSync(`${directory}/moved`);
    renameSync(path, `${directory}/moved/b`);
    const found = await identify(`${directory}/moved/b`);
    expect(found && isAnotherFile(marks, found)).toBe(false);
    expect(found).toMatchObject({ inode: marks.inode, bornAt: marks.bornAt, marksLast: true });
  });

  it('a copy that has the number of the original is another one', async () => {
    const { path, marks } = await marked();
    await sleep(30);
    // As if it had been removed, and its number were free.
    writeFileSync(`${path}.copy`, 'a');
    const found = await identify(`${path}.copy`);
    expect(marks && found && isAnotherFile(marks, { ...found, inode: marks.inode })).toBe(true);
  });

  it('a copy is another one, also with the times of the original', async () => {
    const { directory, path, marks } = await marked();
    // File systems take the time from a clock of 4 ms.
    await sleep(10);
    cpSync(path, `${directory}/b`, { preserveTimestamps: true });
    const found = await identify(`${directory}/b`);
    expect(marks && found && isAnotherFile(marks, found)).toBe(true);
  });

  it('a link, a directory and nothing have no marks', async () => {
    const { directory, path } = await marked();
    symlinkSync(path, `${directory}/link`);
    for (const name of ['link', '', 'none']) expect(await identify(`${directory}/${name}`)).toBeUndefined();
  });
});
