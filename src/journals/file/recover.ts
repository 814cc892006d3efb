import { type OutboxRecord, parseRecord } from '../../outbox/events/event.ts';
import type { Recovery, Stored } from '../../outbox/ports/journal.ts';
import { replaceFile } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';
import type { Scan } from './frame.ts';
import { readIndex } from './index-store.ts';
import { keepEvidence, type Layout, segmentsIn } from './layout.ts';
import type { LedgerStore } from './ledger-store.ts';
import { LiveSegments } from './live-segments.ts';
import { readAhead } from './read-ahead.ts';
import { refOf } from './record-place.ts';
import { headerOf, readSegment, segmentFile } from './segment.ts';
import { newSummary, type SegmentIndex, type SegmentSummary } from './segment-index.ts';

/** What a start found in the segments. */
export interface Recovered extends Recovery {
  readonly live: LiveSegments;
  /** Those of them that have no index. */
  readonly unindexed: readonly SegmentSummary[];
  readonly lastSegment: number;
  readonly lastEpoch: number;
}

interface Work {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly ledger: LedgerStore;
  readonly restore: (stored: Stored) => void;
  readonly live: LiveSegments;
  readonly unindexed: SegmentSummary[];
  /** By segment: the event as of which its entries were restored from its index. */
  readonly asOf: Map<number, number>;
  /** Numbers up to this one are taken. */
  lastSeq: number;
  replayedRecords: number;
  tornBytes: number;
  damagedRecords: number;
}

/** What a start restores from, and into. */
interface Target {
  /** The snapshots of the ledger, loaded. */
  readonly ledger: LedgerStore;
  readonly restore: (stored: Stored) => void;
  /** Shards of the ledger whose stored form is damaged. */
  readonly damagedShards: readonly number[];
}

/**
 * Hands over what the live segments hold, oldest first: those with an index by their index, the others (the last one, and
 * any whose index is lost) record by record; bodies are read only where a snapshot of the ledger lags behind.
 */
export async function recoverSegments(fs: FileSystem, layout: Layout, target: Target): Promise<Recovered> {
  const { ledger, restore, damagedShards } = target;
  const counts = { lastSeq: 0, replayedRecords: 0, tornBytes: 0, damagedRecords: damagedShards.length };
  const live = new LiveSegments();
  const work: Work = { fs, layout, ledger, restore, live, unindexed: [], asOf: new Map(), ...counts };
  const numbers = await segmentsIn(fs, layout.segments);
  const kept = await segmentsIn(fs, layout.history);
  const indexes = readAhead(numbers, (segment) => readIndex(fs, layout.segments, segment));
  for (const segment of [...new Set([...numbers, ...kept])].sort((a, b) => a - b)) {
    if (!numbers.includes(segment)) {
      if (damagedShards.length > 0) await replayHistory(work, segment);
      await takeSettles(work, segment);
      continue;
    }
    const index = await indexes(segment);
    if (index) await takeIndex(work, index);
    else await replay(work, segment, numbers[numbers.indexOf(segment) + 1]);
  }
  // Whatever a snapshot holds has a number too, though its segment may be gone.
  take(work, ledger.lastPosition);
  const { unindexed, lastSeq, replayedRecords, tornBytes, damagedRecords } = work;
  const found = { lastSeq, replayedRecords, tornBytes, damagedRecords };
  const lastEpoch = Math.max(0, ...live.all.map(({ epoch }) => epoch));
  return { ...found, live, unindexed, lastSegment: Math.max(0, ...numbers, ...kept), lastEpoch };
}

/** Notes that numbers up to this one are taken. */
function take(work: Work, seq: number): void {
  work.lastSeq = Math.max(work.lastSeq, seq);
}

/** What a damaged snapshot held may stand in segments that are history, before, between and behind live ones. */
async function replayHistory(work: Work, segment: number): Promise<void> {
  const index = await readIndex(work.fs, work.layout.history, segment);
  await replayLedger(work, work.layout.history, segment, index?.summary.bytes);
}

/**
 * When the index of an earlier segment is lost, its entries come back from its records, and those that were settled in
 * a segment which is history by now must leave again.
 */
async function takeSettles(work: Work, segment: number): Promise<void> {
  if (work.unindexed.length === 0) return;
  const index = await readIndex(work.fs, work.layout.history, segment);
  if (index) applyChanges(work, index.summary);
}

/** Does to entries of earlier segments what a segment's events did, unless their index was written after that. */
function applyChanges({ restore, live, asOf }: Work, { changes, lastSeq }: SegmentSummary): void {
  const newer = changes.filter(({ entry }) => {
    const segment = live.holding(entry)?.segment;
    return segment !== undefined && lastSeq > (asOf.get(segment) ?? 0);
  });
  restore({ kind: 'changes', changes: newer });
  for (const change of newer) live.settle(change);
}

async function takeIndex(work: Work, index: SegmentIndex): Promise<void> {
  const { restore, ledger, live, layout } = work;
  const { summary, entries, destinations } = index;
  applyChanges(work, summary);
  work.asOf.set(summary.segment, index.asOf);
  restore({ kind: 'pending', entries, destinations });
  const { segment, bytes, shards, lastSeq } = summary;
  if ([...shards].some((shard) => !ledger.holds(shard, lastSeq)))
    await replayLedger(work, layout.segments, segment, bytes);
  take(work, lastSeq);
  live.add(summary);
}

/** Hands over the records of a segment for the ledger alone; each shard takes what it does not hold yet. */
async function replayLedger(
  work: Work,
  directory: string,
  segment: number,
  end = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { fs, restore, lastSeq } = work;
  for (const { record, offset } of recordsOf(work, await readSegment(fs, directory, segment))) {
    if (offset >= end || record.seq <= lastSeq) continue;
    work.replayedRecords += 1;
    restore({ kind: 'ledger-record', record, ref: refOf({ segment, offset }) });
  }
}

async function replay(work: Work, segment: number, next: number | undefined): Promise<void> {
  const { fs, layout, restore, live } = work;
  const scan = await readSegment(fs, layout.segments, segment);
  if (!scan) return;
  const header = headerOf(scan);
  take(work, (header?.firstSeq ?? 1) - 1);
  const firstSeq = work.lastSeq + 1;
  const summary = newSummary({
    ...{ segment, firstSeq, epoch: header?.epoch ?? 0 },
    continues: header?.continues?.segment,
  });
  summary.bytes = Math.min(scan.end, (await endGivenBy(work, segment, next)) ?? scan.end);
  await secure(work, segment, { ...scan, end: summary.bytes });
  live.add(summary);
  for (const { record, offset } of recordsOf(work, scan)) {
    // Behind the end that its successor names, a record's fate was unknown: its numbers are used again there.
    if (offset >= summary.bytes || record.seq <= work.lastSeq) continue;
    work.replayedRecords += 1;
    live.note(summary, record);
    restore({ kind: 'record', record, ref: refOf({ segment, offset }) });
    take(work, summary.lastSeq);
  }
  work.unindexed.push(summary);
}

/** Where a successor says that this segment ends. */
async function endGivenBy(
  { fs, layout }: Work,
  segment: number,
  next: number | undefined,
): Promise<number | undefined> {
  if (next === undefined) return undefined;
  const continues = headerOf(await readSegment(fs, layout.segments, next))?.continues;
  return continues?.segment === segment ? continues.end : undefined;
}

function* recordsOf(
  work: Work,
  scan: Scan | undefined,
): IterableIterator<{ record: OutboxRecord; offset: number }> {
  const header = headerOf(scan);
  for (const { json, offset } of scan?.frames ?? []) {
    if (header && offset === 0) continue;
    const record = readRecord(work, json);
    if (record) yield { record, offset };
  }
}

function readRecord(work: Work, json: string): OutboxRecord | undefined {
  try {
    return parseRecord(json);
  } catch {
    // Its checksum held, so it is a record of a version that this program does not know.
    work.damagedRecords += 1;
    process.emitWarning(`a stored record is of a version that this program does not know`);
    return undefined;
  }
}

/**
 * Makes what is believed of a segment durable, before anything is built on it: a process that died between a write and
 * its sync, or after a failed sync, has left bytes that can be read now and would be gone after the next crash. A sync
 * would not do, since after a failed one the next says yes to anything: the bytes go to a new file of the same name.
 *
 * What can't be read is kept as evidence: in the middle it is damage, at the end a write that never finished.
 */
async function secure(work: Work, segment: number, { damaged, end }: Scan): Promise<void> {
  const { fs, layout } = work;
  const name = segmentFile(segment);
  const bytes = await fs.readFile(`${layout.segments}/${name}`);
  if (!bytes) return;
  const torn = end < bytes.length ? [{ start: end, end: bytes.length }] : [];
  work.damagedRecords += damaged.length;
  work.tornBytes += bytes.length - end;
  for (const stretch of [...damaged, ...torn]) {
    await keepEvidence(fs, layout, {
      name: `${segment}-${stretch.start}.bin`,
      bytes: bytes.subarray(stretch.start, stretch.end),
    });
  }
  await replaceFile(fs, layout.segments, { name, bytes: bytes.subarray(0, end) });
}
