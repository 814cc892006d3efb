import type { OutboxState } from '../../outbox/state.ts';
import { AtomicFileAdapter, DamagedFileError } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';
import { decodeIndex, encodeIndex, type SegmentIndex, type SegmentSummary } from './segment-index.ts';

/** The name of a segment's index file. */
export function indexFile(segment: number): string {
  return `${String(segment).padStart(10, '0')}.idx`;
}

/** Reads the index of a segment; undefined when there is none that can be used. */
export async function readIndex(
  fs: FileSystem,
  directory: string,
  segment: number,
): Promise<SegmentIndex | undefined> {
  try {
    const index = decodeIndex(await new AtomicFileAdapter<unknown>(fs, directory, indexFile(segment)).read());
    return index?.segment === segment ? index : undefined;
  } catch (error) {
    if (error instanceof DamagedFileError) return undefined;
    throw error;
  }
}

/** Writes the index of a segment as the state is now: durable when it resolves. */
export async function writeIndex(
  fs: FileSystem,
  directory: string,
  from: { readonly summary: SegmentSummary; readonly state: OutboxState },
): Promise<void> {
  const { summary, state } = from;
  const entries = [];
  for (const slot of state.pending.slots()) {
    const entry = state.pending.get(slot);
    if (entry.segment === summary.segment) entries.push(entry);
  }
  const index: SegmentIndex = {
    segment: summary.segment,
    firstSeq: summary.firstSeq,
    lastSeq: summary.lastSeq,
    asOf: state.nextSeq - 1,
    bytes: summary.bytes,
    shards: [...summary.shards],
    alarms: [...summary.alarms],
    entries,
    changes: summary.changes,
    destinations: state.destinations,
  };
  await new AtomicFileAdapter(fs, directory, indexFile(summary.segment)).write(encodeIndex(index));
}

/** The summary of a segment that its index was made from. */
export function summaryOf(index: SegmentIndex): SegmentSummary {
  const { segment, firstSeq, lastSeq, bytes, shards, alarms, entries, changes } = index;
  return {
    segment,
    firstSeq,
    lastSeq,
    bytes,
    shards: new Set(shards),
    alarms: new Set(alarms),
    queued: new Set(entries.map(({ seq }) => seq)),
    changes: [...changes],
  };
}
