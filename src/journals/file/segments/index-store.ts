import type { CheckpointSource } from '../../../outbox/ports/journal.ts';
import { AtomicFileAdapter, DamagedFileError } from '../disk/atomic-file-adapter.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { decodeIndex, encodeIndex, type SegmentIndex } from './segment-index.ts';
import { indexFile } from './segment-names.ts';
import type { SegmentSummary } from './segment-summary.ts';

/** Reads the index of a segment; undefined when there is none or it cannot be used. */
export async function readIndex(
  fs: FileSystem,
  directory: string,
  segment: number,
): Promise<SegmentIndex | undefined> {
  try {
    const index = decodeIndex(await new AtomicFileAdapter<unknown>(fs, directory, indexFile(segment)).read());
    return index?.summary.segment === segment ? index : undefined;
  } catch (error) {
    if (error instanceof DamagedFileError) return undefined;
    throw error;
  }
}

/**
 * Writes the index of a segment with the current state of its entries. It is durable when the promise
 * resolves.
 */
export async function writeIndex(
  fs: FileSystem,
  directory: string,
  from: { readonly summary: SegmentSummary; readonly source: CheckpointSource },
): Promise<void> {
  const { summary, source } = from;
  const { lastSeq: asOf, destinations } = source;
  const entries = source.pendingBetween(summary.firstSeq, summary.lastSeq);
  const stored = encodeIndex({ summary, asOf, entries, destinations });
  await new AtomicFileAdapter(fs, directory, indexFile(summary.segment)).write(stored);
}
