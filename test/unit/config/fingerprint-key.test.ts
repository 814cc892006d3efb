import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openFingerprintKey } from '../../../src/config/fingerprint-key.ts';

let directory: string;
let failures: unknown[];
let notices: string[];

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'key-'));
  onTestFinished(() => rm(root, { recursive: true }));
  directory = join(root, 'data');
  failures = [];
  notices = [];
});

const keyFile = () => join(directory, 'fingerprint.key');

async function openKey(): Promise<string> {
  const key = await openFingerprintKey({
    directory,
    makeDirectory: async (path) => void (await mkdir(path, { recursive: true })),
    onFailure: (error) => void failures.push(error),
    onPutAside: (text) => void notices.push(text),
    now: () => 7,
  });
  expect(key).toHaveLength(32);
  return Buffer.from(key).toString('hex');
}

describe('the fingerprint key of a data directory', () => {
  it('is made at the first start, and read by its owner only', async () => {
    const key = await openKey();
    expect((await readFile(keyFile())).toString('hex')).toBe(key);
    expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
    expect(failures).toEqual([]);
  });

  it('is the same at each later start, and not that of another directory', async () => {
    const key = await openKey();
    expect(await openKey()).toBe(key);
    directory = `${directory}-2`;
    expect(await openKey()).not.toBe(key);
  });

  it.each(['', 'short', 'x'.repeat(33)])('is made anew when its file holds %j', async (content) => {
    await mkdir(directory);
    await writeFile(keyFile(), content);
    const key = await openKey();
    expect((await readFile(keyFile())).toString('hex')).toBe(key);
    expect(failures).toEqual([]);
  });

  it('is made anew where a link or a pipe has its name: neither is followed or waited for', async () => {
    const elsewhere = `${directory}.elsewhere`;
    await mkdir(directory);
    await writeFile(elsewhere, 'x'.repeat(32));
    await symlink(elsewhere, keyFile());
    const key = await openKey();
    expect(key).not.toBe(Buffer.from('x'.repeat(32)).toString('hex'));
    expect((await lstat(keyFile())).isFile()).toBe(true);
    expect(await readFile(elsewhere, 'utf8')).toBe('x'.repeat(32));
    const aside = join(directory, 'damaged/7-fingerprint.key');
    expect((await lstat(aside)).isSymbolicLink()).toBe(true);
    expect(notices).toEqual([expect.stringContaining(`it is ${aside} now`)]);
    await rm(keyFile());
    execFileSync('mkfifo', [keyFile()]);
    expect(await openKey()).toBe((await readFile(keyFile())).toString('hex'));
    expect([(await lstat(aside)).isFIFO(), notices.length]).toEqual([true, 2]);
    expect(await openKey()).toBe((await readFile(keyFile())).toString('hex'));
    expect(notices).toHaveLength(2);
    expect(failures).toEqual([]);
  });

  it('is only kept in memory when it cannot be stored', async () => {
    await mkdir(keyFile(), { recursive: true });
    await writeFile(join(directory, 'damaged'), 'a file in the way');
    const key = await openKey();
    expect(failures).toHaveLength(1);
    expect(await openKey()).not.toBe(key);
  });

  it('is only kept in memory when the directory cannot be made', async () => {
    await writeFile(directory, 'a file');
    await openKey();
    expect(failures).toHaveLength(1);
  });
});
