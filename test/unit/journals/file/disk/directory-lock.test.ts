import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { socketLock } from '../../../../../src/journals/file/disk/directory-lock.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

it('reserves a directory for one owner until it is released', async () => {
  const directory = tempDirectory();
  const unlock = await socketLock(directory);
  await expect(socketLock(directory)).rejects.toMatchObject({ code: 'journal.locked' });
  await unlock();
  expect(existsSync(`${directory}/owner.sock`)).toBe(false);
  await (await socketLock(directory))();
});

it('works in a directory whose path is too long for a socket', async () => {
  const directory = `${tempDirectory()}/${'x'.repeat(120)}`;
  mkdirSync(directory);
  const unlock = await socketLock(directory);
  await expect(socketLock(directory)).rejects.toMatchObject({ code: 'journal.locked' });
  await unlock();
  await (await socketLock(directory))();
});

it('replaces a leftover file that does not listen', async () => {
  const directory = tempDirectory();
  writeFileSync(`${directory}/owner.sock`, 'left behind');
  await (await socketLock(directory))();
});

it('names the error of a directory that cannot be locked', async () => {
  await expect(socketLock('/nonexistent')).rejects.toThrow('ENOENT');
});

it.each<[string, (path: string, directory: string) => void]>([
  ['a directory', (path) => void mkdirSync(path)],
  ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ['a link', (path, directory) => symlinkSync(`${directory}/elsewhere`, path)],
])('is not stopped by %s that has the name of the lock', async (_, make) => {
  const directory = tempDirectory();
  make(`${directory}/owner.sock`, directory);
  const unlock = await socketLock(directory);
  await expect(socketLock(directory)).rejects.toMatchObject({ code: 'journal.locked' });
  await unlock();
});

it('does not follow a link to the lock of another directory', async () => {
  const [other, directory] = [tempDirectory(), tempDirectory()];
  const unlock = await socketLock(other);
  symlinkSync(`${other}/owner.sock`, `${directory}/owner.sock`);
  await (await socketLock(directory))();
  await expect(socketLock(other)).rejects.toMatchObject({ code: 'journal.locked' });
  await unlock();
});
