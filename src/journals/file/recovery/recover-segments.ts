import type { Recovery, Stored } from '../../../outbox/ports/journal.ts';
import type { FileSystem } from '../disk/file-system.ts';
import type { Layout } from '../layout.ts';
import type { LedgerStore } from '../ledger-store.ts';
import { readIndex } from '../segments/index-store.ts';
import { LiveSegments } from '../segments/live-segments.ts';
import { refOf } from '../segments/record-place.ts';
import { readSegment } from '../segments/segment-adapter.ts';
import { headerOf } from '../segments/segment-header.ts';
import type { SegmentIndex } from '../segments/segment-index.ts';
import { segmentsIn } from '../segments/segment-names.ts';
import { newSummary, type SegmentSummary } from '../segments/segment-summary.ts';
import { readAhead } from './read-ahead.ts';
import { recordsOf } from './records-of.ts';
import { secureSegment } from './secure-segment.ts';

/** The findings of a start in the segments. */
export interface RecoveredSegments extends Recovery {
  readonly live: LiveSegments;
  /** The live segments that have no index. */
  readonly unindexed: readonly SegmentSummary[];
  readonly lastSegment: number;
  readonly lastEpoch: number;
}

interface Target {
  /** The ledger's snapshots, loaded. */
  readonly ledger: LedgerStore;
  readonly restore: (stored: Stored) => void;
  /** Shards of the ledger whose snapshots are damaged. */
  readonly damagedShards: readonly number[];
}

/** The state of a recovery, updated segment by segment. */
interface Progress {
  readonly fs: FileSystem;
  readonly layout: Layout;
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
}

/**
 * Restores the content of the live segments, oldest first. A segment with an index is restored from the
 * index. Others (the last one, and any whose index is lost) are restored record by record. Bodies are read
 * only where a snapshot of the ledger is older than the segment.
 */
export async function recoverSegments(
  fs: FileSystem,
  layout: Layout,
  target: Target,
): Promise<RecoveredSegments> {
  const { ledger, restore, damagedShards } = target;
  const counts = { lastSeq: 0, replayedRecords: 0, tornBytes: 0, damagedRecords: damagedShards.length };
  const live = new LiveSegments();
  const progress: Progress = {
    ...{ fs, layout, ledger, restore, live, ...counts },
    ...{ unindexed: [], asOf: new Map() },
  };
  const numbers = await segmentsIn(fs, layout.segments);
  const historic = await segmentsIn(fs, layout.history);
  const indexes = readAhead(numbers, (segment) => readIndex(fs, layout.segments, segment));
  for (const segment of [...new Set([...numbers, ...historic])].sort((a, b) => a - b)) {
    if (!numbers.includes(segment)) {
      if (damagedShards.length > 0) await replayHistory(progress, segment);
      await applyHistoricSettles(progress, segment);
      continue;
    }
    const index = await indexes(segment);
    if (index) await restoreFromIndex(progress, index);
    else await restoreFromRecords(progress, segment, numbers[numbers.indexOf(segment) + 1]);
  }
  // The numbers of events in a snapshot are taken too, though their segments may be gone.
  noteTaken(progress, ledger.lastPosition);
  const { unindexed, lastSeq, replayedRecords, tornBytes, damagedRecords } = progress;
  const found = { lastSeq, replayedRecords, tornBytes, damagedRecords };
  const lastEpoch = Math.max(0, ...live.all.map(({ epoch }) => epoch));
  return { ...found, live, unindexed, lastSegment: Math.max(0, ...numbers, ...historic), lastEpoch };
}

/** Notes that all numbers up to this one are taken. */
function noteTaken(progress: Progress, seq: number): void {
  progress.lastSeq = Math.max(progress.lastSeq, seq);
}

/**
 * Replays a segment of the history for damaged snapshots. Such segments lie before, between and behind live
 * ones.
 */
async function replayHistory(progress: Progress, segment: number): Promise<void> {
  const index = await readIndex(progress.fs, progress.layout.history, segment);
  await replayLedger(progress, progress.layout.history, segment, index?.summary.bytes);
}

/**
 * Applies the settles of a segment of the history. They are needed when the index of an earlier segment is
 * lost: its entries are restored from its records, and those that were settled later must leave again.
 */
async function applyHistoricSettles(progress: Progress, segment: number): Promise<void> {
  if (progress.unindexed.length === 0) return;
  const index = await readIndex(progress.fs, progress.layout.history, segment);
  if (index) applyChanges(progress, index.summary);
}

/**
 * Applies a segment's changes to entries of earlier segments, unless the index of an earlier one already has
 * them.
 */
function applyChanges({ restore, live, asOf }: Progress, { changes, lastSeq }: SegmentSummary): void {
  const newer = changes.filter(({ entry }) => {
    const segment = live.segmentOf(entry)?.segment;
    return segment !== undefined && lastSeq > (asOf.get(segment) ?? 0);
  });
  restore({ kind: 'changes', changes: newer });
  for (const change of newer) live.noteChange(change);
}

async function restoreFromIndex(progress: Progress, index: SegmentIndex): Promise<void> {
  const { restore, ledger, live, layout } = progress;
  const { summary, entries, destinations } = index;
  applyChanges(progress, summary);
  progress.asOf.set(summary.segment, index.asOf);
  restore({ kind: 'pending', entries, destinations });
  const { segment, bytes, shards, lastSeq } = summary;
  if ([...shards].some((shard) => !ledger.holds(shard, lastSeq)))
    await replayLedger(progress, layout.segments, segment, bytes);
  noteTaken(progress, lastSeq);
  live.add(summary);
}

/** Replays the records of a segment for the ledger alone. Each shard takes only the events that it lacks. */
async function replayLedger(
  progress: Progress,
  directory: string,
  segment: number,
  end = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { fs, restore, lastSeq } = progress;
  const scan = await readSegment(fs, directory, segment);
  for (const { record, offset } of recordsOf(scan, () => progress.damagedRecords++)) {
    if (offset >= end || record.seq <= lastSeq) continue;
    progress.replayedRecords += 1;
    restore({ kind: 'ledger-record', record, ref: refOf({ segment, offset }) });
  }
}

async function restoreFromRecords(
  progress: Progress,
  segment: number,
  next: number | undefined,
): Promise<void> {
  const { fs, layout, restore, live } = progress;
  const scan = await readSegment(fs, layout.segments, segment);
  if (!scan) return;
  const header = headerOf(scan);
  noteTaken(progress, (header?.firstSeq ?? 1) - 1);
  const firstSeq = progress.lastSeq + 1;
  const summary = newSummary({
    ...{ segment, firstSeq, epoch: header?.epoch ?? 0 },
    continues: header?.continues?.segment,
  });
  summary.bytes = Math.min(scan.end, (await endNamedBy(progress, segment, next)) ?? scan.end);
  const secured = { segment, scan: { damaged: scan.damaged, end: summary.bytes } };
  const { damagedRecords, tornBytes } = await secureSegment(fs, layout, secured);
  progress.damagedRecords += damagedRecords;
  progress.tornBytes += tornBytes;
  live.add(summary);
  for (const { record, offset } of recordsOf(scan, () => progress.damagedRecords++)) {
    // Records behind the end that the successor names do not count: their numbers are used again there.
    if (offset >= summary.bytes || record.seq <= progress.lastSeq) continue;
    progress.replayedRecords += 1;
    live.noteRecord(summary, record);
    restore({ kind: 'record', record, ref: refOf({ segment, offset }) });
    noteTaken(progress, summary.lastSeq);
  }
  progress.unindexed.push(summary);
}

/** Reads the end of an abandoned segment from the header of its successor; undefined when that names none. */
async function endNamedBy(
  { fs, layout }: Progress,
  segment: number,
  next: number | undefined,
): Promise<number | undefined> {
  if (next === undefined) return undefined;
  const continues = headerOf(await readSegment(fs, layout.segments, next))?.continues;
  return continues?.segment === segment ? continues.end : undefined;
}
