import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeFileSystem as fs } from '../../../../../src/journals/file/disk/node-file-system.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';

const MAKERS: readonly (readonly [kind: string, (path: string) => void | Promise<void>])[] = [
  ['directory', (path) => void mkdirSync(path)],
  ['pipe', (path) => void execFileSync('mkfifo', [path])],
  [
    'symbolic link',
    (path) => {
      writeFileSync(`${path}.target`, 'secret');
      symlinkSync(`${path}.target`, path);
    },
  ],
  [
    'socket',
    async (path) => {
      const server = createServer();
      onTestFinished(() => void server.close());
      await new Promise<void>((resolve) => server.listen(path, resolve));
    },
  ],
];

describe.each(MAKERS)('a %s with the name of a file', (kind, make) => {
  it('counts as no file, is not waited for, and not followed', async () => {
    const directory = tempDirectory();
    const path = `${directory}/1.log`;
    await make(path);
    expect(await fs.readFile(path)).toBeUndefined();
    expect(await fs.stat(path)).toBeUndefined();
    expect(fs.statNow(path)).toBeUndefined();
    await expect(fs.openToRead(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fs.rewrite(path, Buffer.from('x'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fs.create(path)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await fs.listIrregular(directory)).toContainEqual({ name: '1.log', kind });
  });
});

describe('files and directories', () => {
  it('are accessible to their owner alone', async () => {
    const directory = `${tempDirectory()}/a/b`;
    await fs.makeDirectory(directory);
    const file = await fs.create(`${directory}/f`);
    await file.close();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(`${directory}/..`).mode & 0o777).toBe(0o700);
    expect(statSync(`${directory}/f`).mode & 0o777).toBe(0o600);
  });

  it('are known by their identity, also when the path stays', async () => {
    const directory = tempDirectory();
    const path = `${directory}/d`;
    expect(fs.directoryNow(path)).toBeUndefined();
    mkdirSync(path, { mode: 0o700 });
    const first = fs.directoryNow(path);
    await fs.rename(path, `${directory}/old`);
    mkdirSync(path, { mode: 0o700 });
    expect(first).toMatchObject({ isOwn: true, isOpenToOthers: false });
    expect(fs.directoryNow(path)?.identity).not.toBe(first?.identity);
    execFileSync('chmod', ['o+w', path]);
    expect(fs.directoryNow(path)?.isOpenToOthers).toBe(true);
  });
});

it('writes the beginning of a file again in place, and leaves the rest', async () => {
  const path = `${tempDirectory()}/f`;
  writeFileSync(path, 'abcdef');
  const { ino } = statSync(path);
  await fs.rewrite(path, Buffer.from('abc'));
  expect([readFileSync(path, 'utf8'), statSync(path).ino]).toEqual(['abcdef', ino]);
});
