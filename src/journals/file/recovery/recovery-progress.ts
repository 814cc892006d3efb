import type { Stored } from '../../../outbox/ports/journal.ts';
import type { FileSystem } from '../disk/file-system.ts';
import type { Inventory } from '../inventory.ts';
import type { Layout } from '../layout.ts';
import type { LedgerStore } from '../ledger-store.ts';
import type { RoomMaker } from '../room-maker.ts';
import type { LiveSegments } from '../segments/live-segments.ts';
import type { SegmentEnd } from '../segments/segment-header.ts';
import type { SegmentSummary } from '../segments/segment-summary.ts';

/** The state of a recovery, updated segment by segment. */
export interface Progress {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly room: RoomMaker;
  readonly inventory: Inventory;
  readonly ledger: LedgerStore;
  readonly restore: (stored: Stored) => void;
  readonly live: LiveSegments;
  /** Epoch ms. */
  readonly now: number;
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
