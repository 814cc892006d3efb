import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FailingCalls, RealCalls } from '../../../../support/real-calls.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

/** The adapter over a real directory, with its calls to `node:fs` in view. */
async function aRealDisk() {
  const directory = tempDirectory();
  const real = new RealCalls(directory);
  vi.resetModules();
  const { nodeFileSystem: fs } = await import('../../../../../src/journals/file/disk/node-file-system.ts');
  const short = (path: string) => relative(directory, path) || '.';
  /** The calls since the last time, such as `sync a/b`. */
  const told = () => {
    const texts = real.calls.map(({ operation, path, to, failed }) =>
      [operation, short(path), ...(to === undefined ? [] : [short(to)]), ...(failed ? ['failed'] : [])].join(
        ' ',
      ),
    );
    real.begin();
    return texts;
  };
  const fail = (failing: FailingCalls) => real.begin(failing);
  return { directory, real, fs, told, fail, at: (path: string) => join(directory, path) };
}

function allowEverything(): void {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe('on a real disk', () => {
  it('files are for their owner alone, whatever the umask', async () => {
    allowEverything();
    const { fs, at } = await aRealDisk();
    const file = await fs.create(at('segment'));
    await file.close();
    expect(modeOf(at('segment'))).toBe('600');
  });

  it('directories are for their owner alone, with every new parent, whatever the umask', async () => {
    allowEverything();
    const { fs, at } = await aRealDisk();
    await fs.makeDirectory(at('a/b/c'));
    expect([modeOf(at('a')), modeOf(at('a/b')), modeOf(at('a/b/c'))]).toEqual(['700', '700', '700']);
  });

  it('a directory that exists keeps its mode', async () => {
    const { fs, at } = await aRealDisk();
    await fs.makeDirectory(at('a'));
    chmodSync(at('a'), 0o750);
    await fs.makeDirectory(at('a/b'));
    expect([modeOf(at('a')), modeOf(at('a/b'))]).toEqual(['750', '700']);
  });

  it('each new directory is synced in its parent, and an old one is not', async () => {
    const { fs, at, told } = await aRealDisk();
    await fs.makeDirectory(at('a/b/c'));
    const calls = told();
    expect(calls.slice(0, 3)).toEqual(['makeDirectory a', 'makeDirectory a/b', 'makeDirectory a/b/c']);
    expect(calls.slice(3).sort()).toEqual(['syncDirectory .', 'syncDirectory a', 'syncDirectory a/b']);
    await fs.makeDirectory(at('a/b/c'));
    expect(told()).toEqual([]);
  });

  it('a directory is synced by a sync of that directory', async () => {
    const { fs, at, told } = await aRealDisk();
    await fs.makeDirectory(at('a'));
    told();
    await fs.syncDirectory(at('a'));
    expect(told()).toEqual(['syncDirectory a']);
    await expect(fs.syncDirectory(at('missing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a file is written, then synced, once each', async () => {
    const { fs, at, told } = await aRealDisk();
    const file = await fs.create(at('x'));
    expect(file.append(Buffer.from('abc'))).toBe(3);
    await file.sync();
    await file.close();
    expect(told()).toEqual(['create x', 'write x', 'sync x']);
    expect((await fs.readFile(at('x')))?.toString()).toBe('abc');
  });

  it('a sync that fails is not tried again', async () => {
    const { fs, at, told, fail } = await aRealDisk();
    const file = await fs.create(at('x'));
    file.append(Buffer.from('abc'));
    fail({ at: 0, code: 'EIO', lasting: false });
    await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' });
    expect(told()).toEqual(['sync x failed']);
    await file.close();
  });

  it('a file is written once more at its place, then synced', async () => {
    const { fs, at, told } = await aRealDisk();
    const file = await fs.create(at('x'));
    file.append(Buffer.from('abcdef'));
    await file.close();
    const { inode } = (await fs.stat(at('x'))) ?? {};
    told();
    await fs.rewrite(at('x'), Buffer.from('abcd'));
    expect(told()).toEqual(['write x', 'sync x']);
    expect((await fs.readFile(at('x')))?.toString()).toBe('abcdef');
    expect((await fs.stat(at('x')))?.inode).toBe(inode);
  });

  it('what was written once more is not synced again after a sync that failed', async () => {
    const { fs, at, told, fail } = await aRealDisk();
    const file = await fs.create(at('x'));
    file.append(Buffer.from('abc'));
    await file.close();
    fail({ at: 1, code: 'EIO', lasting: false });
    await expect(fs.rewrite(at('x'), Buffer.from('abc'))).rejects.toMatchObject({ code: 'EIO' });
    expect(told()).toEqual(['write x', 'sync x failed']);
    await expect(fs.rewrite(at('y'), Buffer.from('abc'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a sync of a directory that fails is told', async () => {
    const { fs, at, fail } = await aRealDisk();
    fail({ at: 0, code: 'EIO', lasting: false });
    await expect(fs.syncDirectory(at('.'))).rejects.toMatchObject({ code: 'EIO' });
  });

  it('a name is taken once', async () => {
    const { fs, at } = await aRealDisk();
    const first = await fs.create(at('x'));
    first.append(Buffer.from('abc'));
    await first.close();
    await expect(fs.create(at('x'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect((await fs.readFile(at('x')))?.toString()).toBe('abc');
    await fs.rename(at('x'), at('y'));
    expect([await fs.readFile(at('x')), readdirSync(at('.'))]).toEqual([undefined, ['y']]);
    await fs.remove(at('y'));
    await fs.remove(at('y'));
    expect(await fs.list(at('.'))).toEqual([]);
  });
});

describe('what is stored on a real disk', () => {
  it('replaces a small file only by a synced one, whose new name is synced too', async () => {
    const { fs, directory, told } = await aRealDisk();
    const { replaceFile } = await import('../../../../../src/journals/file/disk/replace-file.ts');
    await replaceFile(fs, directory, { name: 'x', bytes: Buffer.from('abc') });
    const calls = told().map((call) => call.replace(/x\.[^ ]*tmp/, 'TEMPORARY'));
    expect(calls).toEqual([
      'create TEMPORARY',
      'write TEMPORARY',
      'sync TEMPORARY',
      'rename TEMPORARY x',
      'syncDirectory .',
    ]);
  });

  it('has its name synced when a segment begins, and each append after it', async () => {
    const { fs, directory, told } = await aRealDisk();
    const { SegmentLog } = await import('../../../../../src/journals/file/segments/segment-log.ts');
    const log = new SegmentLog({ fs, directory, segmentBytes: 10_000, epoch: 1, lastSegment: 0 });
    await log.append(Buffer.from('one\n'), 1);
    const name = '0000000001.log';
    expect(told()).toEqual([`create ${name}`, `write ${name}`, `sync ${name}`, 'syncDirectory .']);
    await log.append(Buffer.from('two\n'), 2);
    expect(told()).toEqual([`write ${name}`, `sync ${name}`]);
    await log.close();
  });

  it('goes to a new segment after a sync that failed, and the old one is not touched again', async () => {
    const { fs, directory, told, fail } = await aRealDisk();
    const { SegmentLog } = await import('../../../../../src/journals/file/segments/segment-log.ts');
    const log = new SegmentLog({ fs, directory, segmentBytes: 10_000, epoch: 1, lastSegment: 0 });
    await log.append(Buffer.from('one\n'), 1);
    fail({ at: 1, code: 'EIO', lasting: false });
    await log.append(Buffer.from('two\n'), 2);
    const [first, second] = ['0000000001.log', '0000000002.log'];
    expect(told()).toEqual([
      `write ${first}`,
      `sync ${first} failed`,
      `create ${second}`,
      `write ${second}`,
      `sync ${second}`,
      'syncDirectory .',
    ]);
    await log.close();
  });
});

it('a file that is opened in place is written over from its first byte on, and keeps its blocks', async () => {
  const { fs, at } = await aRealDisk();
  writeFileSync(at('piece'), '0123456789');
  const { ino, blocks } = statSync(at('piece'));
  const file = await fs.openInPlace(at('piece'));
  expect([file.append(Buffer.from('abc')), file.append(Buffer.from('de'))]).toEqual([3, 2]);
  await file.sync();
  expect(readFileSync(at('piece'), 'utf8')).toBe('abcde56789');
  expect(statSync(at('piece'))).toMatchObject({ ino, blocks });
  // What is cut off is written again from there.
  await file.truncate(4);
  file.append(Buffer.from('X'));
  await file.close();
  expect(readFileSync(at('piece'), 'utf8')).toBe('abcdX');
  await expect(fs.openInPlace(at('none'))).rejects.toMatchObject({ code: 'ENOENT' });
});
