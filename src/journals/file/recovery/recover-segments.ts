import { LEDGER_SHARDS } from '../../../outbox/events/hash.ts';
import type { Recovery, Stored } from '../../../outbox/ports/journal.ts';
import type { FileSystem } from '../disk/file-system.ts';
import type { Inventory } from '../inventory.ts';
import { largestOf } from '../largest-of.ts';
import type { Layout } from '../layout.ts';
import { type LedgerStore, shardFile } from '../ledger-store.ts';
import type { RoomMaker } from '../room-maker.ts';
import { readIndex } from '../segments/index-store.ts';
import { LiveSegments } from '../segments/live-segments.ts';
import { lastSeqOf } from '../segments/record-places.ts';
import { recordsOf } from '../segments/records-of.ts';
import { readSegment } from '../segments/segment-adapter.ts';
import { headerOf, type SegmentEnd } from '../segments/segment-header.ts';
import { indexFile, orphanIndexesIn, segmentFile, segmentsIn } from '../segments/segment-names.ts';
import { addToSummary, newSummary, type SegmentSummary } from '../segments/segment-summary.ts';
import { askSuccessor } from '../segments/successor.ts';
import { noteUnlistedHoles } from './note-unlisted-holes.ts';
import { readAhead } from './read-ahead.ts';
import { noteTaken, type Progress } from './recovery-progress.ts';
import { applyChanges, replayLedger, restoreFromIndex } from './restore-from-index.ts';
import { restoreFromRecords } from './restore-from-records.ts';

/** The findings of a start in the segments. */
export interface RecoveredSegments {
  readonly counts: Recovery;
  readonly live: LiveSegments;
  /** The live segments that have no index. */
  readonly unindexed: readonly SegmentSummary[];
  readonly lastSegment: number;
  readonly lastEpoch: number;
  /** The end of the last segment, when its file holds more than what counts. */
  readonly abandoned: SegmentEnd | undefined;
}

interface Target {
  /** The ledger's snapshots, loaded. */
  readonly ledger: LedgerStore;
  readonly room: RoomMaker;
  readonly inventory: Inventory;
  readonly restore: (stored: Stored) => void;
  /** Shards of the ledger whose snapshots are damaged or missing. */
  readonly damagedShards: readonly number[];
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Restores the content of the live segments, oldest first. A segment with an index is restored from the
 * index. Others (the last one, and any whose index is lost) are restored record by record. Bodies are read
 * only where a snapshot of the ledger is older than the segment. A missing segment whose index is there is
 * restored too: its entries are known, and leave as lost.
 */
export async function recoverSegments(
  { fs, layout }: { readonly fs: FileSystem; readonly layout: Layout },
  target: Target,
): Promise<RecoveredSegments> {
  const { ledger, room, restore, inventory, damagedShards } = target;
  const none = { lastSeq: 0, replayedRecords: 0, tornBytes: 0, damagedRecords: damagedShards.length };
  const progress: Progress = {
    ...{ fs, layout, room, inventory, ledger, restore, now: target.now, live: new LiveSegments(), ...none },
    ...{ unindexed: [], asOf: new Map(), abandoned: undefined },
  };
  const numbers = await segmentsIn(fs, layout.segments);
  const historic = await segmentsIn(fs, layout.history);
  const there = new Set([...numbers, ...historic]);
  const indexed = await indexesWithoutSegment(fs, layout, there);
  inventory.check({ segments: there, indexed, shards: await shardsIn(fs, layout) }, target.now);
  const live = sorted([...numbers, ...indexed]);
  const successors = new Map(live.map((segment, i) => [segment, live[i + 1]]));
  const indexes = readAhead(live, (segment) => readIndex(fs, layout.segments, segment));
  const all = sorted([...there, ...indexed]);
  for (const [i, segment] of all.entries()) {
    if (!successors.has(segment)) {
      if (damagedShards.length > 0) await replayHistory(progress, segment, all[i + 1]);
      await applyHistoricSettles(progress, segment, all[i + 1]);
      continue;
    }
    const index = await indexes(segment);
    const next = successors.get(segment);
    if (index) await restoreFromIndex(progress, index, next);
    else await restoreFromRecords(progress, segment, next);
    if (index && indexed.includes(segment)) noteMissing(inventory, index.summary, target.now);
  }
  noteUnlistedHoles(inventory, all, { live: progress.live.all, now: target.now });
  noteTaken(progress, inventory.takenSeq);
  // The numbers of events in a snapshot or an index are taken too, though their records may be gone.
  const lastKnown = Math.max(ledger.lastPosition, largestOf(progress.asOf.values()));
  if (lastKnown > progress.lastSeq) progress.damagedRecords += 1;
  noteTaken(progress, lastKnown);
  const { unindexed, lastSeq, replayedRecords, tornBytes, damagedRecords, abandoned } = progress;
  const found = { lastSeq, replayedRecords, tornBytes, damagedRecords };
  const lastEpoch = largestOf(progress.live.all.map(({ epoch }) => epoch));
  const lastSegment = largestOf([inventory.lastSegment, ...there, ...indexed]);
  return { counts: found, live: progress.live, unindexed, lastSegment, lastEpoch, abandoned };
}

async function shardsIn(fs: FileSystem, layout: Layout): Promise<ReadonlySet<number>> {
  const names = new Set(await fs.list(layout.ledger));
  return new Set([...Array(LEDGER_SHARDS).keys()].filter((shard) => names.has(shardFile(shard))));
}

function sorted(numbers: Iterable<number>): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Lists the indexes in `segments` whose segment is nowhere, and removes those that can't be read. */
async function indexesWithoutSegment(
  fs: FileSystem,
  layout: Layout,
  there: ReadonlySet<number>,
): Promise<readonly number[]> {
  const readable: number[] = [];
  for (const segment of await orphanIndexesIn(fs, layout.segments)) {
    if (there.has(segment)) continue;
    if (await readIndex(fs, layout.segments, segment)) readable.push(segment);
    else await fs.remove(`${layout.segments}/${indexFile(segment)}`);
  }
  return readable;
}

function noteMissing(
  inventory: Inventory,
  { segment, firstSeq, lastSeq }: SegmentSummary,
  now: number,
): void {
  const file = segmentFile(segment);
  inventory.note({ kind: 'segment', file, firstSeq, lastSeq, foundAt: now, isNew: true });
}

/**
 * Replays a segment of the history for damaged snapshots. Such segments lie before, between and behind live
 * ones.
 */
async function replayHistory(progress: Progress, segment: number, next: number | undefined): Promise<void> {
  const directory = progress.layout.history;
  const index = await readIndex(progress.fs, directory, segment);
  const lastSeq = index?.summary.lastSeq ?? (await lastSeqIn(progress, segment, next));
  await replayLedger(progress, { directory, segment, lastSeq });
}

/** Reads the last number that may be in a segment of the history, which has no index. */
async function lastSeqIn(
  { fs, layout }: Progress,
  segment: number,
  next: number | undefined,
): Promise<number> {
  return (await askSuccessor(fs, [layout.history, layout.segments], { segment, next })).lastSeq;
}

/**
 * Applies the settles of a segment of the history. They are needed when the index of an earlier segment is
 * lost: its entries are restored from its records, and those that were settled later must leave again.
 */
async function applyHistoricSettles(
  progress: Progress,
  segment: number,
  next: number | undefined,
): Promise<void> {
  if (progress.unindexed.length === 0) return;
  const index = await readIndex(progress.fs, progress.layout.history, segment);
  applyChanges(progress, index?.summary ?? (await summaryOf(progress, segment, next)));
}

/** Reads the records of a segment of the history that has no index. */
async function summaryOf(
  progress: Progress,
  segment: number,
  next: number | undefined,
): Promise<SegmentSummary> {
  const { fs, layout, live } = progress;
  const lastSeq = await lastSeqIn(progress, segment, next);
  const scan = await readSegment(fs, layout.history, segment);
  const { epoch = 0, firstSeq = (live.all.at(-1)?.lastSeq ?? 0) + 1 } = headerOf(scan) ?? {};
  const summary = newSummary({ segment, epoch, firstSeq, continues: undefined });
  // What can't be read here was counted when the segment was live.
  for (const { record } of recordsOf(scan, () => undefined))
    if (lastSeqOf(record) <= lastSeq && record.seq > summary.lastSeq) addToSummary(summary, record);
  return summary;
}
