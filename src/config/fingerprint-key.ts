import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KEY_BYTES, newFingerprintKey } from './config-fingerprint.ts';

const FILE_NAME = 'fingerprint.key';
const OWNER_ONLY = 0o600;

/** Place of the key, and functions that it needs from outside. */
export interface KeyFile {
  /** The data directory. */
  readonly directory: string;
  /** Makes a directory that survives a power loss, unless it is there already. */
  readonly makeDirectory: (path: string) => Promise<void>;
  /** Called when a new key could not be stored, so that the next start makes another one. */
  readonly onFailure: (error: unknown) => void;
  /** Called with a sentence about what had the name of the key and was no file. */
  readonly onPutAside: (text: string) => void;
  /** Epoch ms, part of its new name. */
  readonly now: () => number;
}

/**
 * Reads the fingerprint key of a data directory, or makes one at the first start. The file `fingerprint.key`
 * holds 32 random bytes, readable by its owner only.
 *
 * Never throws. A file that is missing, damaged or unreadable is replaced by a new key. The only consequence
 * is that alarms that COC refused are tried once more, because the configuration looks changed.
 */
export async function openFingerprintKey(file: KeyFile): Promise<Uint8Array> {
  const { directory, makeDirectory, onFailure } = file;
  const path = join(directory, FILE_NAME);
  const stored = await readKey(path).catch(() => undefined);
  if (stored?.length === KEY_BYTES) return stored;
  const key = newFingerprintKey();
  try {
    await makeDirectory(directory);
    await putAside(path, file);
    await rm(path, { force: true });
    await storeKey(path, key);
    await syncDirectory(directory);
  } catch (error) {
    onFailure(error);
  }
  return key;
}

/** Moves a link, a pipe or a directory with this name to `damaged`, unopened. */
async function putAside(path: string, { directory, makeDirectory, onPutAside, now }: KeyFile): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found || found.isFile()) return;
  const damaged = join(directory, 'damaged');
  await makeDirectory(damaged);
  const aside = join(damaged, `${now()}-${FILE_NAME}`);
  await rename(path, aside);
  onPutAside(`${path} was no regular file; it is ${aside} now. Find out who made it, then remove it`);
}

/** A link is not followed, and a pipe is not waited for: somebody may have put them there. */
async function readKey(path: string): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return (await file.stat()).isFile() ? await file.readFile() : undefined;
  } finally {
    await file.close();
  }
}

async function storeKey(path: string, key: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(key);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
