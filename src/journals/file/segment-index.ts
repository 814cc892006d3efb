import type { OutboxRecord } from '../../outbox/event.ts';
import { hash53, LEDGER_SHARDS } from '../../outbox/hash.ts';
import { alarmOf, ledgerShardOf } from '../../outbox/ledger.ts';
import { type PendingEntry, packFlags, unpackFlags } from '../../outbox/pending-index.ts';
import { type EntryChange, entryChangeOf } from '../../outbox/state.ts';

/**
 * What a start must know of a sealed segment, without its bodies (`<number>.idx`). Written when the segment is sealed,
 * and again before a later segment is released whose settles it must hold. Lost or damaged, it is made again from
 * the segment.
 */
export interface SegmentIndex {
  readonly segment: number;
  /** The numbers of its first and last event. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Its entries stand here as they were after the event of this number. */
  readonly asOf: number;
  readonly bytes: number;
  /** The ledger shards that its events change. */
  readonly shards: readonly number[];
  /** Hashes of the alarms that it speaks of, to find a story without reading every body. */
  readonly alarms: readonly number[];
  /** Its entries that were pending as of `asOf`. */
  readonly entries: readonly PendingEntry[];
  /** What its events did to entries of earlier segments. */
  readonly changes: readonly EntryChange[];
  /** Names of destinations, by the number that `entries` use. */
  readonly destinations: readonly string[];
}

/** What is gathered of a segment while it is written or scanned. */
export interface SegmentSummary {
  readonly segment: number;
  firstSeq: number;
  lastSeq: number;
  bytes: number;
  readonly shards: Set<number>;
  readonly alarms: Set<number>;
  /** Numbers of the entries that were queued in it. */
  readonly queued: Set<number>;
  readonly changes: EntryChange[];
}

/** An empty summary. */
export function newSummary(segment: number): SegmentSummary {
  const sets = { shards: new Set<number>(), alarms: new Set<number>(), queued: new Set<number>() };
  return { segment, firstSeq: 0, lastSeq: 0, bytes: 0, ...sets, changes: [] };
}

/** Adds one record to the summary of its segment. */
export function summarize(summary: SegmentSummary, record: OutboxRecord): void {
  if (summary.firstSeq === 0) summary.firstSeq = record.seq;
  summary.lastSeq = record.seq + record.events.length - 1;
  record.events.forEach((event, i) => {
    const shard = ledgerShardOf(event);
    if (shard !== undefined) summary.shards.add(shard);
    const alarmId = alarmOf(event);
    if (alarmId !== undefined) summary.alarms.add(hash53(alarmId));
    if (event.type === 'entry.queued') summary.queued.add(record.seq + i);
    const change = entryChangeOf(event);
    if (change && !summary.queued.has(change.entry)) summary.changes.push(change);
  });
}

/** The form on disk: numbers in columns, which are small and quick to read. */
interface StoredIndex extends Omit<SegmentIndex, 'alarms' | 'entries' | 'changes'> {
  readonly v: 1;
  readonly alarms: string;
  readonly entries: Readonly<Record<EntryColumn, string>>;
  readonly settled: Readonly<Record<'entry' | 'lane', string>>;
  readonly updated: readonly EntryChange[];
}

type EntryColumn = 'seq' | 'lane' | 'dueAt' | 'offset' | 'attempts' | 'flags' | 'destination';

/** Writes an index into its form on disk. */
export function encodeIndex(index: SegmentIndex): StoredIndex {
  const { entries, changes, alarms, ...rest } = index;
  const settled = changes.filter(({ update }) => update === undefined);
  return {
    ...rest,
    v: 1,
    alarms: column(alarms),
    settled: {
      entry: column(settled.map(({ entry }) => entry)),
      lane: column(settled.map(({ lane }) => lane)),
    },
    updated: changes.filter(({ update }) => update !== undefined),
    entries: {
      seq: column(entries.map(({ seq }) => seq)),
      lane: column(entries.map(({ lane }) => lane)),
      dueAt: column(entries.map(({ dueAt }) => dueAt)),
      offset: column(entries.map(({ offset }) => offset)),
      attempts: column(entries.map(({ attempts }) => attempts)),
      flags: column(entries.map(packFlags)),
      destination: column(entries.map(({ destination }) => destination)),
    },
  };
}

/** Reads the form on disk; undefined when it is of another version or makes no sense, and must be made again. */
export function decodeIndex(stored: unknown): SegmentIndex | undefined {
  const index = stored as StoredIndex;
  if (index?.v !== 1 || typeof index.entries?.seq !== 'string' || !Array.isArray(index.updated))
    return undefined;
  const { segment, firstSeq, lastSeq, asOf, bytes, destinations } = index;
  const shards = index.shards.filter((shard) => shard < LEDGER_SHARDS);
  const lanes = numbers(index.settled.lane);
  const settled = [...numbers(index.settled.entry)].map((entry, i) => ({ entry, lane: lanes[i] ?? 0 }));
  return {
    ...{ segment, firstSeq, lastSeq, asOf, bytes, destinations, shards },
    alarms: [...numbers(index.alarms)],
    entries: entriesOf(index),
    changes: [...index.updated, ...settled],
  };
}

function entriesOf({ segment, entries }: StoredIndex): readonly PendingEntry[] {
  const lane = numbers(entries.lane);
  const dueAt = numbers(entries.dueAt);
  const offset = numbers(entries.offset);
  const attempts = numbers(entries.attempts);
  const flags = numbers(entries.flags);
  const destination = numbers(entries.destination);
  return [...numbers(entries.seq)].map((seq, i) => ({
    seq,
    segment,
    lane: lane[i] ?? 0,
    dueAt: dueAt[i] ?? 0,
    offset: offset[i] ?? 0,
    attempts: attempts[i] ?? 0,
    destination: destination[i] ?? 0,
    ...unpackFlags(flags[i] ?? 0),
  }));
}

function column(values: readonly number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}

function numbers(base64: string): Float64Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
