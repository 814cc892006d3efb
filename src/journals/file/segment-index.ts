import { z } from 'zod';
import { type EntryChange, entryChangeOf } from '../../outbox/events/entry-change.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { ledgerShardOf, subjectAlarm } from '../../outbox/events/event-subject.ts';
import { hash53, LEDGER_SHARDS } from '../../outbox/events/hash.ts';
import { type PendingEntry, packFlags, unpackFlags } from '../../outbox/lanes/pending-entry.ts';
import { PendingSet } from './pending-set.ts';
import { placeOf, refOf } from './record-place.ts';

/** What is gathered of a segment while it is written or scanned. */
export interface SegmentSummary {
  readonly segment: number;
  readonly epoch: number;
  /** The abandoned segment whose end it names: it must not be let go before that one. */
  readonly continues?: number | undefined;
  /** All smaller numbers were taken when it was begun. */
  readonly firstSeq: number;
  /** The number of its last event; one less than `firstSeq` while it has none. */
  lastSeq: number;
  /** Up to where its records count. */
  bytes: number;
  /** The ledger shards that its events change. */
  readonly shards: Set<number>;
  /**
   * Hashes of the alarms that it speaks of, to find a story without reading every body; packed once nothing is added any
   * more, as there may be thousands of segments.
   */
  alarms: Set<number> | Float64Array;
  /** What its events did to entries of earlier segments, in order. */
  readonly changes: EntryChange[];
  /** Its own entries that are still pending. */
  readonly pending: PendingSet;
}

/**
 * What a start must know of a sealed segment, without its bodies (`<number>.idx`). Written when the segment is sealed,
 * and again before a later segment is released whose settles it must hold. Lost or damaged, it is made again from
 * the segment.
 */
export interface SegmentIndex {
  readonly summary: SegmentSummary;
  /** Its entries stand here as they were after the event of this number. */
  readonly asOf: number;
  /**
   * Its entries that were pending as of `asOf`, in the order of their numbers. Made while they are asked for: all of a
   * million at once would take hundreds of MB.
   */
  readonly entries: Iterable<PendingEntry>;
  /** Names of destinations, by the number that `entries` use. */
  readonly destinations: readonly string[];
}

/** A summary to which records are added. */
export interface OpenSummary extends SegmentSummary {
  alarms: Set<number>;
}

/** An empty summary. */
export function newSummary(of: Pick<SegmentSummary, 'segment' | 'epoch' | 'firstSeq' | 'continues'>) {
  const { segment, epoch, firstSeq, continues } = of;
  const summary: OpenSummary = {
    ...{ segment, epoch, firstSeq, continues },
    lastSeq: firstSeq - 1,
    bytes: 0,
    shards: new Set(),
    alarms: new Set(),
    changes: [],
    pending: new PendingSet(firstSeq),
  };
  return summary;
}

/** Whether a segment mentions an alarm, or another one with the same hash. */
export function mentions({ alarms }: SegmentSummary, alarmId: string): boolean {
  const hash = hash53(alarmId);
  return alarms instanceof Set ? alarms.has(hash) : alarms.includes(hash);
}

/** Nothing is added to a summary any more: from now on it takes less memory. */
export function packAlarms(summary: SegmentSummary): void {
  summary.alarms = Float64Array.from(summary.alarms);
}

/** Adds one record to the summary of its segment. What it settles is not taken out of `pending` here. */
export function summarize(summary: OpenSummary, record: OutboxRecord): void {
  summary.lastSeq = record.seq + record.events.length - 1;
  record.events.forEach((event, i) => {
    if (event.type === 'entry.queued') summary.pending.add(record.seq + i);
    const shard = ledgerShardOf(event);
    if (shard !== undefined) summary.shards.add(shard);
    const alarmId = subjectAlarm(event);
    if (alarmId !== undefined) summary.alarms.add(hash53(alarmId));
    const change = entryChangeOf(event);
    if (change && change.entry < summary.firstSeq) summary.changes.push(change);
  });
}

/** Numbers in a column, 8 bytes each in base64, which are small and quick to read. */
const column = z.string().refine((text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text));
const changeSchema = z.object({
  entry: z.number(),
  lane: z.number(),
  update: z
    .object({
      dueAt: z.number().optional(),
      attempts: z.number().optional(),
      uncertain: z.boolean().optional(),
      refused: z.boolean().optional(),
    })
    .optional(),
});

/** The form on disk. */
const storedIndex = z.object({
  v: z.literal(1),
  segment: z.int(),
  epoch: z.int(),
  continues: z.int().optional(),
  firstSeq: z.int(),
  lastSeq: z.int(),
  bytes: z.int(),
  asOf: z.int(),
  shards: z.array(
    z
      .int()
      .min(0)
      .max(LEDGER_SHARDS - 1),
  ),
  alarms: column,
  settled: z.object({ entry: column, lane: column }),
  updated: z.array(changeSchema),
  entries: z.object({
    seq: column,
    lane: column,
    dueAt: column,
    offset: column,
    attempts: column,
    flags: column,
    destination: column,
  }),
  destinations: z.array(z.string()),
});

type StoredIndex = z.infer<typeof storedIndex>;

/** Writes an index into its form on disk. */
export function encodeIndex({ summary, asOf, entries: pending, destinations }: SegmentIndex): StoredIndex {
  const entries = [...pending];
  const { shards, alarms, changes, pending: _, ...numbers } = summary;
  const settled = changes.filter(({ update }) => update === undefined);
  return {
    v: 1,
    ...numbers,
    asOf,
    shards: [...shards],
    alarms: pack([...alarms]),
    settled: {
      entry: pack(settled.map(({ entry }) => entry)),
      lane: pack(settled.map(({ lane }) => lane)),
    },
    // An entry that is settled is never updated again, so that all updates may come before all settles.
    updated: changes.filter(({ update }) => update !== undefined),
    entries: {
      seq: pack(entries.map(({ seq }) => seq)),
      lane: pack(entries.map(({ lane }) => lane)),
      dueAt: packMostly0(entries.map(({ dueAt }) => dueAt)),
      offset: pack(entries.map(({ ref }) => placeOf(ref).offset)),
      attempts: packMostly0(entries.map(({ attempts }) => attempts)),
      flags: packMostly0(entries.map(packFlags)),
      destination: packMostly0(entries.map(({ destination }) => destination)),
    },
    destinations: [...destinations],
  };
}

/** Reads the form on disk; undefined when it is of another version or makes no sense, and must be made again. */
export function decodeIndex(stored: unknown): SegmentIndex | undefined {
  const parsed = storedIndex.safeParse(stored);
  if (!parsed.success) return undefined;
  const { v: _, asOf, alarms, shards, settled, updated, entries, destinations, ...numbers } = parsed.data;
  const pending = pendingAmong(entries, numbers);
  if (!pending) return undefined;
  const lanes = unpack(settled.lane);
  const settles = [...unpack(settled.entry)].map((entry, i) => ({ entry, lane: lanes[i] ?? 0 }));
  return {
    summary: {
      ...numbers,
      shards: new Set(shards),
      alarms: unpack(alarms),
      changes: [...(updated as EntryChange[]), ...settles],
      pending,
    },
    asOf,
    entries: { [Symbol.iterator]: () => entriesOf(numbers.segment, entries) },
    destinations,
  };
}

/** Undefined when an entry has a number that its segment can't hold. */
function pendingAmong(
  entries: StoredIndex['entries'],
  { firstSeq, lastSeq }: Pick<StoredIndex, 'firstSeq' | 'lastSeq'>,
): PendingSet | undefined {
  const pending = new PendingSet(firstSeq);
  for (const seq of unpack(entries.seq)) {
    if (seq < firstSeq || seq > lastSeq) return undefined;
    pending.add(seq);
  }
  return pending;
}

function* entriesOf(segment: number, entries: StoredIndex['entries']): IterableIterator<PendingEntry> {
  const lane = unpack(entries.lane);
  const dueAt = unpack(entries.dueAt);
  const offset = unpack(entries.offset);
  const attempts = unpack(entries.attempts);
  const flags = unpack(entries.flags);
  const destination = unpack(entries.destination);
  const seqs = unpack(entries.seq);
  for (let i = 0; i < seqs.length; i++) {
    yield {
      seq: seqs[i] ?? 0,
      ref: refOf({ segment, offset: offset[i] ?? 0 }),
      lane: lane[i] ?? 0,
      dueAt: dueAt[i] ?? 0,
      attempts: attempts[i] ?? 0,
      destination: destination[i] ?? 0,
      ...unpackFlags(flags[i] ?? 0),
    };
  }
}

/** A column beside another one that tells how many there are: nothing at all where all are 0, as they mostly are. */
function packMostly0(values: readonly number[]): string {
  return values.every((value) => value === 0) ? '' : pack(values);
}

function pack(values: readonly number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}

function unpack(base64: string): Float64Array {
  const values = new Float64Array(Math.floor(Buffer.byteLength(base64, 'base64') / 8));
  Buffer.from(values.buffer).write(base64, 'base64');
  return values;
}
