import { Low } from 'lowdb';
import { z } from 'zod';
import { AtomicFileAdapter, DamagedFileError } from './disk/atomic-file-adapter.ts';
import type { FileStat, FileSystem } from './disk/file-system.ts';

const EPOCH_FILE = 'epoch.json';
const schema = z.object({ epoch: z.int().positive() });

/**
 * Begins the epoch of this start and returns its number, which is larger than that of every earlier start. A
 * process that finds a larger one in the directory was replaced while it was suspended, and must acknowledge
 * nothing any more.
 */
export async function beginEpoch(fs: FileSystem, directory: string, atLeast: number): Promise<number> {
  const low = new Low<{ epoch: number }>(new AtomicFileAdapter(fs, directory, EPOCH_FILE), { epoch: 0 });
  try {
    await low.read();
  } catch (error) {
    // The headers of the segments hold the epoch too: the caller passes theirs as `atLeast`.
    if (!(error instanceof DamagedFileError)) throw error;
  }
  const epoch = Math.max(schema.safeParse(low.data).data?.epoch ?? 0, atLeast) + 1;
  low.data = { epoch };
  await low.write();
  return epoch;
}

/**
 * The fence against a second owner. The journal checks before every acknowledgement that its own epoch is the
 * last one.
 */
export class EpochWatch {
  readonly epoch: number;
  readonly #fs: FileSystem;
  readonly #directory: string;
  /** The file that held our epoch. A new epoch replaces the file and never rewrites it. */
  #ownFile: FileStat | undefined;

  constructor(fs: FileSystem, directory: string, epoch: number) {
    this.#fs = fs;
    this.#directory = directory;
    this.epoch = epoch;
  }

  /** Tells whether no other epoch has begun. */
  async holds(): Promise<boolean> {
    const found = this.#fs.statNow(`${this.#directory}/${EPOCH_FILE}`);
    if (found && found.inode === this.#ownFile?.inode && found.changedAt === this.#ownFile.changedAt)
      return true;
    if ((await currentEpoch(this.#fs, this.#directory)) !== this.epoch) return false;
    this.#ownFile = found;
    return true;
  }
}

/**
 * Reads the epoch on disk; undefined when the file is missing or holds none.
 *
 * @throws when it can't be read.
 */
async function currentEpoch(fs: FileSystem, directory: string): Promise<number | undefined> {
  const stored = await new AtomicFileAdapter<unknown>(fs, directory, EPOCH_FILE).read();
  return schema.safeParse(stored).data?.epoch;
}
