import { isDeepStrictEqual } from 'node:util';
import { Low } from 'lowdb';
import { z } from 'zod';
import { AtomicFileAdapter, DamagedFileError } from './disk/atomic-file-adapter.ts';
import { isDiskFull } from './disk/disk-errors.ts';
import type { DirectoryStat, FileStat, FileSystem } from './disk/file-system.ts';
import { encodeFrame } from './disk/frame.ts';
import { appendAll } from './disk/write-file.ts';

const EPOCH_FILE = 'epoch.json';
const schema = z.object({
  epoch: z.int().positive(),
  /**
   * True when the owner of this epoch keeps the inventory. A version that knows none writes the file without
   * it, and then the inventory is out of date.
   */
  hasInventory: z.boolean().optional(),
  /** Name of the directory whose `home.json` is beside this file. */
  home: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .optional(),
  /** True once the owner of this epoch has stopped in order. */
  ended: z.boolean().optional(),
});

type StoredEpoch = z.infer<typeof schema>;

/** The epoch that the last owner began. */
export interface LastEpoch {
  /** 0 when there is none, or it can't be read. */
  readonly epoch: number;
  readonly hasInventory: boolean;
  /** False when the file is missing or damaged, so that nothing is known of the last owner. */
  readonly isKnown: boolean;
  /** Name of the directory whose `home.json` must be beside it. */
  readonly home?: string | undefined;
  /** True when the last owner stopped in order. */
  readonly ended: boolean;
}

/** Reads the epoch of the last owner. */
export async function readLastEpoch(fs: FileSystem, directory: string): Promise<LastEpoch> {
  try {
    const stored = await adapter(fs, directory).read();
    const known = schema.safeParse(stored).data;
    const { epoch = 0, hasInventory = false, ended = false, home } = known ?? {};
    return { epoch, hasInventory, isKnown: known !== undefined, ended, home };
  } catch (error) {
    // The headers of the segments hold the epoch too: the caller passes theirs as `atLeast`.
    if (!(error instanceof DamagedFileError)) throw error;
    return { epoch: 0, hasInventory: false, isKnown: false, ended: false };
  }
}

/**
 * Begins the epoch of this start and returns its number, which is larger than that of every earlier start. A
 * process that finds a larger one in the directory was replaced while it was suspended, and must acknowledge
 * nothing any more.
 */
export async function beginEpoch(
  fs: FileSystem,
  directory: string,
  { atLeast, hasInventory }: { readonly atLeast: number; readonly hasInventory: boolean },
): Promise<number> {
  const last = await readLastEpoch(fs, directory);
  const epoch = Math.max(last.epoch, atLeast) + 1;
  const { home } = last;
  const stored = { epoch, ...(hasInventory && { hasInventory }), ...(home !== undefined && { home }) };
  try {
    await writeEpoch(fs, directory, stored);
  } catch (error) {
    // Without an older one there is nothing to write over.
    if (!isDiskFull(error) || !(await fs.stat(`${directory}/${EPOCH_FILE}`))) throw error;
    await overwriteEpoch(fs, directory, stored);
  }
  return epoch;
}

/**
 * Notes more about an epoch, such as that its owner keeps the inventory from now on, unless another owner has begun one
 * meanwhile. Returns false then.
 */
export async function noteInEpoch(
  fs: FileSystem,
  directory: string,
  { epoch, ...more }: StoredEpoch,
): Promise<boolean> {
  const stored = await currentEpoch(fs, directory);
  if (stored?.epoch !== epoch) return false;
  const noted = { ...stored, ...more };
  if (!isDeepStrictEqual(noted, stored)) await writeEpoch(fs, directory, noted);
  return true;
}

async function writeEpoch(fs: FileSystem, directory: string, stored: StoredEpoch): Promise<void> {
  await new Low<StoredEpoch>(adapter(fs, directory), stored).write();
}

/**
 * Writes over the file, for a disk without room for another one. The few bytes are one sector, so a power failure
 * leaves the old or the new ones. Even without the file, a start finds the last epoch in the segments.
 */
async function overwriteEpoch(fs: FileSystem, directory: string, stored: StoredEpoch): Promise<void> {
  const bytes = encodeFrame(JSON.stringify(stored));
  const file = await fs.openInPlace(`${directory}/${EPOCH_FILE}`);
  try {
    appendAll(file, bytes);
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

function adapter(fs: FileSystem, directory: string): AtomicFileAdapter<StoredEpoch> {
  return new AtomicFileAdapter(fs, directory, EPOCH_FILE);
}

/**
 * The fence against a second owner. The journal checks before every acknowledgement that its own epoch is the
 * last one.
 */
export class EpochWatch {
  readonly epoch: number;
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #ownDirectory: DirectoryStat | undefined;
  /** The file that held our epoch. A new epoch replaces the file and never rewrites it. */
  #ownFile: FileStat | undefined;

  constructor(fs: FileSystem, directory: string, epoch: number) {
    this.#fs = fs;
    this.#directory = directory;
    this.#ownDirectory = fs.directoryNow(directory);
    this.epoch = epoch;
  }

  /** Tells whether no other epoch has begun. */
  async holds(): Promise<boolean> {
    const found = this.#fs.statNow(`${this.#directory}/${EPOCH_FILE}`);
    if (found && found.inode === this.#ownFile?.inode && found.changedAt === this.#ownFile.changedAt)
      return true;
    if ((await currentEpoch(this.#fs, this.#directory))?.epoch !== this.epoch) return false;
    this.#ownFile = found;
    return true;
  }

  /** True when the data directory is gone, or is another one now. */
  get isGone(): boolean {
    return this.#fs.directoryNow(this.#directory)?.identity !== this.#ownDirectory?.identity;
  }

  /** Words for the reason why the epoch does not hold any more. `pending` is the number of waiting entries. */
  reason(pending: number): string {
    const directory = this.#directory;
    const now = this.#fs.directoryNow(directory);
    const lost = `${pending} entries that waited for COC were in it`;
    if (!now)
      return `the data directory ${directory} was deleted or unmounted; ${lost}. Restore it from a backup, or start again with an empty one`;
    if (now.identity !== this.#ownDirectory?.identity)
      return `the data directory ${directory} was replaced by another one; ${lost}. Restore it, or start again with what is there`;
    // Whoever deletes a directory deletes its files first, so this may be the beginning of that.
    if (!this.#fs.statNow(`${directory}/${EPOCH_FILE}`))
      return `${directory}/${EPOCH_FILE} was deleted, alone or with the whole directory; ${lost}. Look whether its segments are still there: if so start again, else restore a backup`;
    return 'another process has taken over the data directory';
  }
}

/**
 * Reads the epoch on disk; undefined when the file is missing or holds none.
 *
 * @throws when it can't be read.
 */
async function currentEpoch(fs: FileSystem, directory: string): Promise<StoredEpoch | undefined> {
  const stored = await adapter(fs, directory).read();
  return schema.safeParse(stored).data;
}
