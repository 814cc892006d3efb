import { messageOf } from '../../errors.ts';
import { type OutboxRecord, parseRecord } from '../../outbox/event.ts';
import type { Recovery } from '../../outbox/journal.ts';
import type { OutboxState } from '../../outbox/state.ts';
import type { FileSystem } from './file-system.ts';
import type { Scan } from './frame.ts';
import { readIndex, summaryOf, writeIndex } from './index-store.ts';
import { keepEvidence, type Layout, segmentsIn } from './layout.ts';
import { parseHeader, readSegment, type SegmentHeader } from './segment.ts';
import { newSummary, type SegmentIndex, type SegmentSummary, summarize } from './segment-index.ts';

/** What a start found in the segments. */
export interface Recovered extends Recovery {
  /** The live segments, oldest first. */
  readonly summaries: readonly SegmentSummary[];
  readonly lastSegment: number;
  readonly lastEpoch: number;
}

interface Work {
  readonly fs: FileSystem;
  readonly layout: Layout;
  readonly state: OutboxState;
  readonly now: number;
  replayedRecords: number;
  tornBytes: number;
  damagedRecords: number;
  lastEpoch: number;
}

/**
 * Folds the live segments into the state, oldest first: those with an index by their index, the others (the last one,
 * and any whose index is lost) record by record; bodies are read only where a snapshot of the ledger lags behind.
 */
export async function recoverSegments(
  fs: FileSystem,
  layout: Layout,
  target: { readonly state: OutboxState; readonly now: number },
): Promise<Recovered> {
  const work: Work = {
    fs,
    layout,
    ...target,
    replayedRecords: 0,
    tornBytes: 0,
    damagedRecords: 0,
    lastEpoch: 0,
  };
  const numbers = await segmentsIn(fs, layout.segments);
  const summaries: SegmentSummary[] = [];
  for (const [i, segment] of numbers.entries()) {
    const next = numbers[i + 1];
    const index = next === undefined ? undefined : await readIndex(fs, layout.segments, segment);
    const summary = index ? await takeIndex(work, index, summaries) : await replay(work, segment, next);
    if (summary) summaries.push(summary);
  }
  const { replayedRecords, tornBytes, damagedRecords, lastEpoch } = work;
  const lastSegment = Math.max(0, ...numbers, ...(await segmentsIn(fs, layout.history)));
  const pending = target.state.pending.size;
  return { pending, replayedRecords, tornBytes, damagedRecords, summaries, lastSegment, lastEpoch };
}

async function takeIndex(
  work: Work,
  index: SegmentIndex,
  earlier: readonly SegmentSummary[],
): Promise<SegmentSummary> {
  const { state, now } = work;
  for (const change of index.changes) state.changeEntry(change, now);
  for (const entry of index.entries) {
    const name = index.destinations[entry.destination] ?? 'unknown';
    state.restoreEntry({ ...entry, destination: state.destinationNumber(name) }, now);
  }
  state.seen(index.lastSeq);
  if (index.shards.some((shard) => state.ledger.position(shard) < index.lastSeq)) {
    await replayLedger(work, index.segment, earlier);
  }
  return summaryOf(index);
}

async function replayLedger(work: Work, segment: number, earlier: readonly SegmentSummary[]): Promise<void> {
  const after = earlier.at(-1)?.lastSeq ?? 0;
  for (const { record } of recordsOf(work, await readSegment(work.fs, work.layout.segments, segment))) {
    if (record.seq <= after) continue;
    work.replayedRecords += 1;
    record.events.forEach((event, i) => {
      work.state.ledger.fold(event, record.seq + i, record.at);
    });
  }
}

async function replay(
  work: Work,
  segment: number,
  next: number | undefined,
): Promise<SegmentSummary | undefined> {
  const { fs, layout, state, now } = work;
  const scan = await readSegment(fs, layout.segments, segment);
  if (!scan) return undefined;
  const end = Math.min(scan.end, (await endGivenBy(work, segment, next)) ?? scan.end);
  await setAside(work, segment, scan);
  const summary = newSummary(segment);
  summary.bytes = end;
  for (const { record, offset } of recordsOf(work, scan)) {
    // Behind the end that its successor names, a record's fate was unknown: it stands there again.
    if (offset >= end || record.seq < state.nextSeq) continue;
    work.replayedRecords += 1;
    summarize(summary, record);
    state.fold(record, { segment, offset }, now);
  }
  if (summary.firstSeq === 0) summary.firstSeq = summary.lastSeq = state.nextSeq - 1;
  await writeIndex(fs, layout.segments, { summary, state });
  return summary;
}

/** Where a successor says that this segment ends. */
async function endGivenBy(
  work: Work,
  segment: number,
  next: number | undefined,
): Promise<number | undefined> {
  if (next === undefined) return undefined;
  const scan = await readSegment(work.fs, work.layout.segments, next);
  const { continues } = headerOf(scan) ?? {};
  return continues?.segment === segment ? continues.end : undefined;
}

function headerOf(scan: Scan | undefined): SegmentHeader | undefined {
  const [first] = scan?.frames ?? [];
  if (first?.offset !== 0) return undefined;
  try {
    return parseHeader(first.json);
  } catch {
    // Not a header: a segment whose first line is damaged, which is counted as such.
    return undefined;
  }
}

function* recordsOf(
  work: Work,
  scan: Scan | undefined,
): IterableIterator<{ record: OutboxRecord; offset: number }> {
  const header = headerOf(scan);
  if (header) work.lastEpoch = Math.max(work.lastEpoch, header.epoch);
  for (const frame of scan?.frames ?? []) {
    if (header && frame.offset === 0) continue;
    const record = readRecord(work, frame.json);
    if (record) yield { record, offset: frame.offset };
  }
}

function readRecord(work: Work, json: string): OutboxRecord | undefined {
  try {
    return parseRecord(json);
  } catch (error) {
    // Its checksum held, so it is a record of a version that this program does not know.
    work.damagedRecords += 1;
    process.emitWarning(`a stored record can't be understood: ${messageOf(error)}`);
    return undefined;
  }
}

/** Keeps what can't be read as evidence: bytes in the middle are damage, bytes at the end a write that never finished. */
async function setAside(work: Work, segment: number, scan: Scan): Promise<void> {
  const bytes = await work.fs.readFile(`${work.layout.segments}/${String(segment).padStart(10, '0')}.log`);
  if (!bytes) return;
  for (const { start, end } of scan.damaged) {
    work.damagedRecords += 1;
    await keepEvidence(work.fs, work.layout, {
      name: `${segment}-${start}.bin`,
      bytes: bytes.subarray(start, end),
    });
  }
  if (scan.end < bytes.length) {
    work.tornBytes += bytes.length - scan.end;
    await keepEvidence(work.fs, work.layout, {
      name: `${segment}-${scan.end}.bin`,
      bytes: bytes.subarray(scan.end),
    });
  }
}
