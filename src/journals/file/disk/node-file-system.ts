import { constants, type Dirent, fdatasync, lstatSync, type Stats, statSync, writeSync } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { makeDirectory } from '../../../files/make-directory.ts';
import { codeOf } from './disk-errors.ts';
import type { DirectoryStat, FileStat, FileSystem, IrregularEntry, OpenFile } from './file-system.ts';

const fdatasyncAsync = promisify(fdatasync);
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
const WRITTEN_BY_OTHERS = 0o002;
/** A link is not followed, and the open of a pipe does not wait for a writer. */
const NO_TRICKS = constants.O_NOFOLLOW | constants.O_NONBLOCK;

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

/** The codes that mean that a name is no regular file: nothing, a directory, a link, or a socket. */
const NO_FILE = new Set(['ENOENT', 'EISDIR', 'ELOOP', 'ENXIO', 'ENODEV']);

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (NO_FILE.has(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** Opens a regular file, and runs `use` with it; undefined when there is no regular file of that name. */
async function withFile<T>(
  path: string,
  flags: number,
  use: (handle: FileHandle) => Promise<T>,
): Promise<T | undefined> {
  const handle = await openRegular(path, flags);
  if (!handle) return undefined;
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function openRegular(path: string, flags: number): Promise<FileHandle | undefined> {
  const handle = await unlessMissing(open(path, flags | NO_TRICKS));
  if (!handle) return undefined;
  const found = await handle.stat();
  if (found.isFile()) return handle;
  await handle.close();
  return undefined;
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: ${path} is no regular file`), { code: 'ENOENT' });
}

function fileStat(found: Stats | undefined): FileStat | undefined {
  return found?.isFile() ? { bytes: found.size, changedAt: found.mtimeMs, inode: found.ino } : undefined;
}

function directoryStat(found: Stats | undefined): DirectoryStat | undefined {
  if (!found?.isDirectory()) return undefined;
  return {
    identity: `${found.dev}:${found.ino}`,
    isOwn: found.uid === process.geteuid?.() || found.uid === 0,
    isOpenToOthers: (found.mode & WRITTEN_BY_OTHERS) !== 0,
  };
}

function irregularEntry(entry: Dirent): readonly IrregularEntry[] {
  const { name } = entry;
  if (entry.isFile()) return [];
  if (entry.isDirectory()) return [{ name, kind: 'directory' }];
  if (entry.isSymbolicLink()) return [{ name, kind: 'symbolic link' }];
  if (entry.isFIFO()) return [{ name, kind: 'pipe' }];
  return [{ name, kind: entry.isSocket() ? 'socket' : 'device' }];
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function writeAll(handle: FileHandle, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(handle.fd, bytes, done, bytes.length - done, done);
}

/** The file system of this machine. */
export const nodeFileSystem: FileSystem = {
  async makeDirectory(path) {
    const whole = resolve(path);
    const first = await makeDirectory(whole, OWNER_ONLY_DIRECTORY);
    if (first === undefined) return;
    for (let made = whole; made.length >= first.length; made = dirname(made))
      await syncDirectory(dirname(made));
  },
  list: async (path) => (await readdir(path)).sort(),
  async listIrregular(path) {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.flatMap(irregularEntry).sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  create: async (path) => openFile(await open(path, 'ax', OWNER_ONLY_FILE)),
  async openInPlace(path) {
    const handle = await openRegular(path, constants.O_RDWR);
    if (!handle) throw missing(path);
    let position = 0;
    return {
      ...openFile(handle),
      append(bytes) {
        const taken = writeSync(handle.fd, bytes, 0, bytes.length, position);
        position += taken;
        return taken;
      },
      truncate(size) {
        position = Math.min(position, size);
        return handle.truncate(size);
      },
    };
  },
  async openToRead(path) {
    const handle = await openRegular(path, constants.O_RDONLY);
    if (!handle) throw missing(path);
    return openFile(handle);
  },
  readFile: (path) => withFile(path, constants.O_RDONLY, (handle) => handle.readFile()),
  async rewrite(path, bytes) {
    const done = await withFile(path, constants.O_RDWR, async (handle) => {
      writeAll(handle, bytes);
      await fdatasyncAsync(handle.fd);
      return true;
    });
    if (!done) throw missing(path);
  },
  stat: async (path) => fileStat(await unlessMissing(lstat(path))),
  statNow: (path) => fileStat(lstatSync(path, { throwIfNoEntry: false })),
  directoryNow: (path) => directoryStat(statSync(path, { throwIfNoEntry: false })),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  syncDirectory,
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};
