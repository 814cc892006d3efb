import { type OutboxRecord, parseRecord } from '../../outbox/events/event.ts';
import type { Recovery } from '../../outbox/ports/journal.ts';
import type { OutboxState } from '../../outbox/state.ts';
import { replaceFile } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';
import type { Scan } from './frame.ts';
import { readIndex } from './index-store.ts';
import { keepEvidence, type Layout, segmentsIn } from './layout.ts';
import { readAhead } from './read-ahead.ts';
import { headerOf, readSegment, segmentFile } from './segment.ts';
import { newSummary, type SegmentIndex, type SegmentSummary, summarize } from './segment-index.ts';

/** What a start found in the segments. */
export interface Recovered extends Recovery {
  /** The live segments, oldest first. */
  readonly live: readonly SegmentSummary[];
  /** Those of them that have no index. */
  readonly unindexed: readonly SegmentSummary[];
  readonly lastSegment: number;
  readonly lastEpoch: number;
}

interface Work {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly state: OutboxState;
  readonly now: number;
  readonly live: SegmentSummary[];
  readonly unindexed: SegmentSummary[];
  /** By segment: the event as of which its entries were restored from its index. */
  readonly asOf: Map<number, number>;
  replayedRecords: number;
  tornBytes: number;
  damagedRecords: number;
}

/** What a start is to restore. */
interface Target {
  readonly state: OutboxState;
  readonly now: number;
  /** Shards of the ledger whose stored form is damaged. */
  readonly damagedShards: readonly number[];
}

/**
 * Folds the live segments into the state, oldest first: those with an index by their index, the others (the last one,
 * and any whose index is lost) record by record; bodies are read only where a snapshot of the ledger lags behind.
 */
export async function recoverSegments(fs: FileSystem, layout: Layout, target: Target): Promise<Recovered> {
  const { state, now, damagedShards } = target;
  const counts = { replayedRecords: 0, tornBytes: 0, damagedRecords: damagedShards.length };
  const work: Work = { fs, layout, state, now, live: [], unindexed: [], asOf: new Map(), ...counts };
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
  state.seen(state.ledger.lastPosition());
  const { live, unindexed, replayedRecords, tornBytes, damagedRecords } = work;
  const found = { pending: state.pending.size, replayedRecords, tornBytes, damagedRecords };
  const lastEpoch = Math.max(0, ...live.map(({ epoch }) => epoch));
  return { ...found, live, unindexed, lastSegment: Math.max(0, ...numbers, ...kept), lastEpoch };
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
function applyChanges({ state, now, asOf }: Work, { changes, lastSeq }: SegmentSummary): void {
  for (const change of changes) {
    const segment = state.segmentOf(change);
    if (segment !== undefined && lastSeq > (asOf.get(segment) ?? 0)) state.changeEntry(change, now);
  }
}

async function takeIndex(work: Work, index: SegmentIndex): Promise<void> {
  const { state, now, live, layout } = work;
  const { summary, entries, destinations } = index;
  applyChanges(work, summary);
  work.asOf.set(summary.segment, index.asOf);
  const numbers = destinations.map((name) => state.destinationNumber(name));
  for (const entry of entries) {
    const destination = numbers[entry.destination] ?? state.destinationNumber('unknown');
    // A copy of each of a million would be felt.
    state.restoreEntry(destination === entry.destination ? entry : { ...entry, destination }, now);
  }
  const { segment, bytes, shards, lastSeq } = summary;
  if ([...shards].some((shard) => state.ledger.position(shard) < lastSeq))
    await replayLedger(work, layout.segments, segment, bytes);
  state.seen(lastSeq);
  live.push(summary);
}

/** Folds the records of a segment into the ledger alone; each shard takes what it does not hold yet. */
async function replayLedger(
  work: Work,
  directory: string,
  segment: number,
  end = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { fs, state } = work;
  const next = state.nextSeq;
  for (const { record, offset } of recordsOf(work, await readSegment(fs, directory, segment))) {
    if (offset >= end || record.seq < next) continue;
    work.replayedRecords += 1;
    record.events.forEach((event, i) => {
      state.ledger.fold(event, { seq: record.seq + i, at: record.at, ref: { segment, offset } });
    });
  }
}

async function replay(work: Work, segment: number, next: number | undefined): Promise<void> {
  const { fs, layout, state, now } = work;
  const scan = await readSegment(fs, layout.segments, segment);
  if (!scan) return;
  const header = headerOf(scan);
  state.seen((header?.firstSeq ?? 1) - 1);
  const firstSeq = state.nextSeq;
  const summary = newSummary({
    ...{ segment, firstSeq, epoch: header?.epoch ?? 0 },
    continues: header?.continues?.segment,
  });
  summary.bytes = Math.min(scan.end, (await endGivenBy(work, segment, next)) ?? scan.end);
  await secure(work, segment, { ...scan, end: summary.bytes });
  for (const { record, offset } of recordsOf(work, scan)) {
    // Behind the end that its successor names, a record's fate was unknown: its numbers are used again there.
    if (offset >= summary.bytes || record.seq < state.nextSeq) continue;
    work.replayedRecords += 1;
    summarize(summary, record);
    state.fold(record, { segment, offset }, now);
  }
  work.live.push(summary);
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
