import { chmod, lstat, open, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { JournalError, messageOf } from '../../../errors.ts';
import { codeOf } from './disk-errors.ts';

/**
 * Reserves a directory for one process, and returns the function that releases it.
 *
 * @throws {JournalError} `journal.locked` when another process has the directory.
 */
export type DirectoryLock = (directory: string) => Promise<() => Promise<void>>;

const SOCKET = 'owner.sock';
/** `sun_path` holds 108 bytes. A longer path is reached through a descriptor of the directory. */
const MAX_PATH_BYTES = 100;

/**
 * A lock made of a listening Unix socket in the directory. Connecting to it works as long as its owner lives,
 * also from other containers on the same volume. It is refused the moment the owner is gone, also when it
 * was killed. A file with a process number can do neither: in a container every process is number 1.
 */
export const socketLock: DirectoryLock = async (directory) => {
  const handle = await open(directory, 'r');
  const direct = `${directory}/${SOCKET}`;
  const path = Buffer.byteLength(direct) <= MAX_PATH_BYTES ? direct : `/proc/self/fd/${handle.fd}/${SOCKET}`;
  try {
    const found = await lstat(path).catch(() => undefined);
    // A link is not followed. A directory can't be removed, so it is put aside.
    if (found?.isDirectory()) await rename(path, `${path}.${found.ino}`);
    if (found?.isSocket() && (await hasListener(path))) {
      throw new JournalError(
        'journal.locked',
        `another process is using ${directory}; stop it, or use another dataDir`,
      );
    }
    await rm(path, { force: true });
    const server = await listen(path);
    return async () => {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await handle.close();
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
};

/** The codes that mean that no process listens there. */
const NO_LISTENER = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);

function hasListener(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      const code = codeOf(error) ?? '';
      if (NO_LISTENER.has(code)) resolve(false);
      // The queue of connections is full, so there is an owner, though it may be suspended.
      else if (code === 'EAGAIN') resolve(true);
      else reject(new JournalError('journal.unavailable', cannotLock(error), { cause: error }));
    });
  });
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new JournalError('journal.unavailable', cannotLock(cause), { cause }));
    });
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return server;
}

function cannotLock(error: unknown): string {
  return `cannot lock the data directory: ${messageOf(error)}`;
}
