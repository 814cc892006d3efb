import { fdatasync, type Stats, statSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from './disk-errors.ts';
import type { FileStat, FileSystem, OpenFile } from './file-system.ts';

const fdatasyncAsync = promisify(fdatasync);
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

/**
 * Wraps an open file. Appending copies into the page cache at once, which is cheap; only the sync runs in a
 * thread.
 */
function openFile(handle: FileHandle): OpenFile {
  return {
    append: (bytes) => writeSync(handle.fd, bytes),
    sync: () => fdatasyncAsync(handle.fd),
    truncate: (size) => handle.truncate(size),
    async read(position, length) {
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await handle.read(buffer, 0, length, position);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

/** The codes that mean that a name is no file: it does not exist, or it is a directory. */
const NO_FILE = new Set(['ENOENT', 'EISDIR']);

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (NO_FILE.has(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

function fileStat(found: Stats | undefined): FileStat | undefined {
  return found?.isFile() ? { bytes: found.size, changedAt: found.mtimeMs, inode: found.ino } : undefined;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The file system of this machine. */
export const nodeFileSystem: FileSystem = {
  async makeDirectory(path) {
    const whole = resolve(path);
    const first = await mkdir(whole, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
    if (first === undefined) return;
    for (let made = whole; made.length >= first.length; made = dirname(made))
      await syncDirectory(dirname(made));
  },
  list: async (path) => (await readdir(path)).sort(),
  create: async (path) => openFile(await open(path, 'ax', OWNER_ONLY_FILE)),
  openToRead: async (path) => openFile(await open(path, 'r')),
  readFile: (path) => unlessMissing(readFile(path)),
  stat: async (path) => fileStat(await unlessMissing(stat(path))),
  statNow: (path) => fileStat(statSync(path, { throwIfNoEntry: false })),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  syncDirectory,
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};
