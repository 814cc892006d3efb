import { Low } from 'lowdb';
import { z } from 'zod';
import { AtomicFileAdapter, DamagedFileError } from './atomic-file-adapter.ts';
import type { FileStat, FileSystem } from './file-system.ts';

const EPOCH_FILE = 'epoch.json';
const schema = z.object({ epoch: z.int().positive() });

/**
 * The number of this start, larger than that of every start before. A writer that finds a larger one in the directory
 * has been replaced while it was stopped, and must not answer for anything any more.
 */
export async function beginEpoch(fs: FileSystem, directory: string, atLeast: number): Promise<number> {
  const low = new Low<{ epoch: number }>(new AtomicFileAdapter(fs, directory, EPOCH_FILE), { epoch: 0 });
  try {
    await low.read();
  } catch (error) {
    // The headers of the segments know it too.
    if (!(error instanceof DamagedFileError)) throw error;
  }
  const epoch = Math.max(schema.safeParse(low.data).data?.epoch ?? 0, atLeast) + 1;
  low.data = { epoch };
  await low.write();
  return epoch;
}

/** Watches whether the directory is still in the epoch of this start, which has to be asked before every answer. */
export class EpochWatch {
  readonly epoch: number;
  readonly #fs: FileSystem;
  readonly #directory: string;
  /** The file in which our epoch stood: it is replaced when another one begins, never rewritten. */
  #ours: FileStat | undefined;

  constructor(fs: FileSystem, directory: string, epoch: number) {
    this.#fs = fs;
    this.#directory = directory;
    this.epoch = epoch;
  }

  /** Whether no other epoch has begun. */
  async holds(): Promise<boolean> {
    const found = this.#fs.statNow(`${this.#directory}/${EPOCH_FILE}`);
    if (found && found.inode === this.#ours?.inode && found.changedAt === this.#ours.changedAt) return true;
    if ((await currentEpoch(this.#fs, this.#directory)) !== this.epoch) return false;
    this.#ours = found;
    return true;
  }
}

/** Undefined when it can't be read. */
async function currentEpoch(fs: FileSystem, directory: string): Promise<number | undefined> {
  const stored = await new AtomicFileAdapter<unknown>(fs, directory, EPOCH_FILE).read();
  return schema.safeParse(stored).data?.epoch;
}
