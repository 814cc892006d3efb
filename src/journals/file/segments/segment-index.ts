import { z } from 'zod';
import type { EntryChange } from '../../../outbox/events/entry-change.ts';
import { LEDGER_SHARDS } from '../../../outbox/events/hash.ts';
import { type PendingEntry, packFlags, unpackFlags } from '../../../outbox/lanes/pending-entry.ts';
import { numberColumn, packColumn, packSparseColumn, unpackColumn } from './number-column.ts';
import { PendingSet } from './pending-set.ts';
import { placeOf, refOf } from './record-place.ts';
import type { SegmentSummary } from './segment-summary.ts';

/**
 * The facts about a sealed segment that a start needs, without its bodies (`<number>.idx`). It is written
 * when the segment is sealed, and again before the release of a later segment whose settles it must hold. A
 * lost or damaged index is rebuilt from the segment.
 */
export interface SegmentIndex {
  readonly summary: SegmentSummary;
  /** The number of the event up to which `entries` are current. */
  readonly asOf: number;
  /**
   * Its entries that were pending after the event `asOf`, in the order of their numbers. They are produced
   * while they are iterated: a million at once would take hundreds of MB.
   */
  readonly entries: Iterable<PendingEntry>;
  /** The names of destinations, by the number that `entries` use. */
  readonly destinations: readonly string[];
}

const storedUpdate = z.object({
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
  alarms: numberColumn,
  settled: z.object({ entry: numberColumn, lane: numberColumn }),
  updated: z.array(storedUpdate),
  entries: z.object({
    seq: numberColumn,
    lane: numberColumn,
    dueAt: numberColumn,
    offset: numberColumn,
    attempts: numberColumn,
    flags: numberColumn,
    destination: numberColumn,
  }),
  destinations: z.array(z.string()),
});

type StoredIndex = z.infer<typeof storedIndex>;

/** Encodes an index into its form on disk. */
export function encodeIndex({ summary, asOf, entries: pending, destinations }: SegmentIndex): StoredIndex {
  const entries = [...pending];
  const { shards, alarms, changes, pending: _, ...numbers } = summary;
  const settled = changes.filter(({ update }) => update === undefined);
  return {
    v: 1,
    ...numbers,
    asOf,
    shards: [...shards],
    alarms: packColumn([...alarms]),
    settled: {
      entry: packColumn(settled.map(({ entry }) => entry)),
      lane: packColumn(settled.map(({ lane }) => lane)),
    },
    // A settled entry is never updated again, so all updates may come before all settles.
    updated: changes.filter(({ update }) => update !== undefined),
    entries: {
      seq: packColumn(entries.map(({ seq }) => seq)),
      lane: packColumn(entries.map(({ lane }) => lane)),
      dueAt: packSparseColumn(entries.map(({ dueAt }) => dueAt)),
      offset: packColumn(entries.map(({ ref }) => placeOf(ref).offset)),
      attempts: packSparseColumn(entries.map(({ attempts }) => attempts)),
      flags: packSparseColumn(entries.map(packFlags)),
      destination: packSparseColumn(entries.map(({ destination }) => destination)),
    },
    destinations: [...destinations],
  };
}

/**
 * Decodes the form on disk; undefined when it is of another version or invalid, so that it must be rebuilt.
 */
export function decodeIndex(stored: unknown): SegmentIndex | undefined {
  const parsed = storedIndex.safeParse(stored);
  if (!parsed.success) return undefined;
  const { v: _, asOf, alarms, shards, settled, updated, entries, destinations, ...numbers } = parsed.data;
  const pending = pendingSetOf(entries, numbers);
  if (!pending) return undefined;
  const lanes = unpackColumn(settled.lane);
  const settles = [...unpackColumn(settled.entry)].map((entry, i) => ({ entry, lane: lanes[i] ?? 0 }));
  return {
    summary: {
      ...numbers,
      shards: new Set(shards),
      alarms: unpackColumn(alarms),
      changes: [...(updated as EntryChange[]), ...settles],
      pending,
    },
    asOf,
    entries: { [Symbol.iterator]: () => entriesOf(numbers.segment, entries) },
    destinations,
  };
}

/** Collects the numbers of pending entries; undefined when one of them cannot belong to this segment. */
function pendingSetOf(
  entries: StoredIndex['entries'],
  { firstSeq, lastSeq }: Pick<StoredIndex, 'firstSeq' | 'lastSeq'>,
): PendingSet | undefined {
  const pending = new PendingSet(firstSeq);
  for (const seq of unpackColumn(entries.seq)) {
    if (seq < firstSeq || seq > lastSeq) return undefined;
    pending.add(seq);
  }
  return pending;
}

function* entriesOf(segment: number, entries: StoredIndex['entries']): IterableIterator<PendingEntry> {
  const lane = unpackColumn(entries.lane);
  const dueAt = unpackColumn(entries.dueAt);
  const offset = unpackColumn(entries.offset);
  const attempts = unpackColumn(entries.attempts);
  const flags = unpackColumn(entries.flags);
  const destination = unpackColumn(entries.destination);
  const seqs = unpackColumn(entries.seq);
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
