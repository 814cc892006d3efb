import type { PendingEntry } from '../../../outbox/lanes/pending-entry.ts';
import { refOf } from '../segments/record-place.ts';
import { lastSeqOf, RecordPlaces } from '../segments/record-places.ts';
import { recordsOf } from '../segments/records-of.ts';
import { readSegment } from '../segments/segment-adapter.ts';
import type { SegmentIndex } from '../segments/segment-index.ts';
import { segmentFile } from '../segments/segment-names.ts';
import type { SegmentSummary } from '../segments/segment-summary.ts';
import { askSuccessor } from '../segments/successor.ts';
import { keepEvidence } from './keep-evidence.ts';
import { noteTaken, type Progress } from './recovery-progress.ts';

/**
 * Applies a segment's changes to entries of earlier segments, unless the index of an earlier one already has
 * them.
 */
export function applyChanges(
  { restore, live, asOf }: Progress,
  { changes, lastSeq }: Pick<SegmentSummary, 'changes' | 'lastSeq'>,
): void {
  const newer = changes.filter(({ entry }) => {
    const segment = live.segmentOf(entry)?.segment;
    return segment !== undefined && lastSeq > (asOf.get(segment) ?? 0);
  });
  restore({ kind: 'changes', changes: newer });
  for (const change of newer) live.noteChange(change);
}

/** Restores a segment from its index. `next` is the number of its successor. */
export async function restoreFromIndex(
  progress: Progress,
  index: SegmentIndex,
  next: number | undefined,
): Promise<void> {
  const { restore, ledger, live, layout } = progress;
  const { summary, entries, destinations } = index;
  applyChanges(progress, summary);
  progress.asOf.set(summary.segment, index.asOf);
  const places = await placesIfChanged(progress, summary, next);
  restore({
    kind: 'pending',
    entries: places ? { [Symbol.iterator]: () => moved(entries, summary.segment, places) } : entries,
    destinations,
  });
  const { segment, shards, lastSeq } = summary;
  if ([...shards].some((shard) => !ledger.holds(shard, lastSeq)))
    await replayLedger(progress, { directory: layout.segments, segment, lastSeq });
  noteTaken(progress, lastSeq);
  live.add(summary);
}

/** Replays the records of a segment for the ledger alone. Each shard takes only the events that it lacks. */
export async function replayLedger(
  progress: Progress,
  of: {
    readonly directory: string;
    readonly segment: number;
    /** The last number that counts. Later ones are used again in a later segment. */
    readonly lastSeq: number;
  },
): Promise<void> {
  const { fs, restore } = progress;
  const { directory, segment, lastSeq } = of;
  const scan = await readSegment(fs, directory, segment);
  let taken = progress.lastSeq;
  for (const { record, offset } of recordsOf(scan, () => progress.damagedRecords++)) {
    // A copy brings nothing new.
    if (lastSeqOf(record) > lastSeq || record.seq <= taken) continue;
    taken = lastSeqOf(record);
    progress.replayedRecords += 1;
    restore({ kind: 'ledger-record', record, ref: refOf({ segment, offset }) });
  }
}

/**
 * Reads a segment again whose size is not the one in its index, since damage has moved its records. Undefined
 * when nothing has moved.
 */
async function placesIfChanged(
  progress: Progress,
  summary: SegmentSummary,
  next: number | undefined,
): Promise<RecordPlaces | undefined> {
  const { fs, layout } = progress;
  const { segment } = summary;
  const found = fs.statNow(`${layout.segments}/${segmentFile(segment)}`);
  if (!found || found.bytes === summary.bytes) return undefined;
  // An abandoned segment holds more than what counts.
  const told = await askSuccessor(fs, [layout.segments], { segment, next });
  const isAbandoned = told.end === summary.bytes;
  if (isAbandoned && found.bytes > summary.bytes) return undefined;
  const places = await readPlaces(progress, summary);
  summary.bytes = found.bytes;
  // Its index is written again, with the places as they are now.
  progress.unindexed.push(summary);
  return places;
}

async function readPlaces(progress: Progress, summary: SegmentSummary): Promise<RecordPlaces> {
  const { fs, layout } = progress;
  const { segment } = summary;
  const scan = await readSegment(fs, layout.segments, segment);
  const places = new RecordPlaces(summary);
  for (const { record, offset } of recordsOf(scan, () => undefined)) places.add(record, offset);
  const damaged = scan?.damaged ?? [];
  if (damaged.length > 0) {
    const bytes = await fs.readFile(`${layout.segments}/${segmentFile(segment)}`);
    for (const { start, end } of damaged)
      await keepEvidence(progress, {
        name: `${segment}-${start}.bin`,
        bytes: bytes?.subarray(start, end) ?? Buffer.alloc(0),
      });
  }
  progress.damagedRecords += Math.max(damaged.length, places.holes);
  return places;
}

/** The entries with the places of their records. One whose record is gone keeps its place, and is lost there. */
function* moved(
  entries: Iterable<PendingEntry>,
  segment: number,
  places: RecordPlaces,
): IterableIterator<PendingEntry> {
  for (const entry of entries) {
    const offset = places.find(entry.seq)?.offset;
    yield offset === undefined ? entry : { ...entry, ref: refOf({ segment, offset }) };
  }
}
