import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
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

/** A program that listens at the path in its argument, and then does this. */
const listening = (then: string) =>
  `require('node:net').createServer().listen({ path: process.argv[1], backlog: 1 }, () => { ${then} })`;

it('replaces the socket of an owner that was killed', async () => {
  const directory = tempDirectory();
  const path = `${directory}/owner.sock`;
  spawnSync(process.execPath, ['-e', listening("process.kill(process.pid, 'SIGKILL')"), path]);
  expect(lstatSync(path).isSocket()).toBe(true);
  const unlock = await socketLock(directory);
  await expect(socketLock(directory)).rejects.toMatchObject({ code: 'journal.locked' });
  await unlock();
});

it('leaves the lock to an owner that is suspended, however many ask for it', async () => {
  const directory = tempDirectory();
  const path = `${directory}/owner.sock`;
  const owner = spawn(process.execPath, ['-e', listening("process.stdout.write('listening')"), path]);
  try {
    await once(owner.stdout, 'data');
    owner.kill('SIGSTOP');
    const others = Array.from({ length: 8 }, () => connect(path).on('error', () => undefined));
    await expect(socketLock(directory)).rejects.toMatchObject({ code: 'journal.locked' });
    for (const other of others) other.destroy();
    expect(existsSync(path)).toBe(true);
  } finally {
    owner.kill('SIGKILL');
  }
});
