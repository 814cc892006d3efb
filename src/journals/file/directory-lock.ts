import { chmod, open, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { JournalError, messageOf } from '../../errors.ts';
import { codeOf } from './file-system.ts';

/** Keeps a directory for one process. Answers how to give it back. @throws {JournalError} `journal.locked`. */
export type DirectoryLock = (directory: string) => Promise<() => Promise<void>>;

const SOCKET = 'owner.sock';
/** sun_path holds 108 bytes; a longer path goes through a descriptor of the directory. */
const LONGEST_PATH = 100;

/**
 * A listening Unix socket in the directory: connecting to it works as long as its owner lives, from other containers on
 * the same volume too, and is refused the moment the owner is gone, however it went. A file with a process number can
 * do neither: in a container every process is number 1.
 */
export const socketLock: DirectoryLock = async (directory) => {
  const handle = await open(directory, 'r');
  const direct = `${directory}/${SOCKET}`;
  const path = Buffer.byteLength(direct) <= LONGEST_PATH ? direct : `/proc/self/fd/${handle.fd}/${SOCKET}`;
  try {
    if (await answers(path)) {
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

/** Errors that mean that nobody listens there. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK']);

function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      const code = codeOf(error) ?? '';
      if (NOBODY.has(code)) resolve(false);
      // It has so many callers that they wait: somebody is there, though perhaps asleep.
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
