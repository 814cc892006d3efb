import { Low } from 'lowdb';
import { z } from 'zod';
import { AtomicFileAdapter, DamagedFileError } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';

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

/** The epoch that the directory is in; undefined when it can't be read. */
export async function currentEpoch(fs: FileSystem, directory: string): Promise<number | undefined> {
  const stored = await new AtomicFileAdapter<unknown>(fs, directory, EPOCH_FILE).read();
  return schema.safeParse(stored).data?.epoch;
}
