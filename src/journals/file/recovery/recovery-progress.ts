import type { Stored } from '../../../outbox/ports/journal.ts';
import type { FileSystem } from '../disk/file-system.ts';
import type { Layout } from '../layout.ts';
import type { LedgerStore } from '../ledger-store.ts';
import type { RoomMaker } from '../room-maker.ts';
import type { LiveSegments } from '../segments/live-segments.ts';
import { readSegment } from '../segments/segment-adapter.ts';
import { headerOf, type SegmentEnd } from '../segments/segment-header.ts';
import type { SegmentSummary } from '../segments/segment-summary.ts';

/** The state of a recovery, updated segment by segment. */
export interface Progress {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly room: RoomMaker;
  readonly ledger: LedgerStore;
  readonly restore: (stored: Stored) => void;
  readonly live: LiveSegments;
  readonly unindexed: SegmentSummary[];
  /**
   * The number of the event up to which the entries of a segment were restored from its index, by segment.
   */
  readonly asOf: Map<number, number>;
  /** All numbers up to this one are taken. */
  lastSeq: number;
  replayedRecords: number;
  tornBytes: number;
  damagedRecords: number;
  /** The end of the last segment, when its file holds more than what counts. */
  abandoned: SegmentEnd | undefined;
}

/** Notes that all numbers up to this one are taken. */
export function noteTaken(progress: Progress, seq: number): void {
  progress.lastSeq = Math.max(progress.lastSeq, seq);
}

/** The facts about a segment that the header of its successor tells. */
export interface ToldBySuccessor {
  /** True when the successor has a header. It was begun after all that counts here was synced. */
  readonly isSealed: boolean;
  /** The end of an abandoned segment; undefined when the successor names none. */
  readonly end: number | undefined;
}

/** Reads what the successor of a segment tells about it. */
export async function askSuccessor(
  { fs, layout }: Progress,
  segment: number,
  next: number | undefined,
): Promise<ToldBySuccessor> {
  const header = next === undefined ? undefined : headerOf(await readSegment(fs, layout.segments, next));
  return { isSealed: header !== undefined, end: endIn(header?.continues, segment) };
}

function endIn(continues: SegmentEnd | undefined, segment: number): number | undefined {
  return continues?.segment === segment ? continues.end : undefined;
}
