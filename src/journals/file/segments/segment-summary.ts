import { type EntryChange, entryChangeOf } from '../../../outbox/events/entry-change.ts';
import type { OutboxRecord } from '../../../outbox/events/event.ts';
import { ledgerShardsOf, subjectAlarm } from '../../../outbox/events/event-subject.ts';
import { hash53 } from '../../../outbox/events/hash.ts';
import { PendingSet } from './pending-set.ts';

/** The facts about a segment that are gathered while it is written or scanned. */
export interface SegmentSummary {
  readonly segment: number;
  readonly epoch: number;
  /** The abandoned segment whose end this one names. This one must not be released before that one. */
  readonly continues?: number | undefined;
  /** All smaller sequence numbers were taken when the segment was begun. */
  readonly firstSeq: number;
  /** The number of its last event; one less than `firstSeq` while it has none. */
  lastSeq: number;
  /** Its records count up to this offset. */
  bytes: number;
  /** The ledger shards that its events change. */
  readonly shards: Set<number>;
  /**
   * Hashes of the alarms that its events mention, so that a story is found without reading every body. They
   * are packed into an array when the segment is sealed, as there may be thousands of segments.
   */
  alarms: Set<number> | Float64Array;
  /** The changes that its events made to entries of earlier segments, in order. */
  readonly changes: EntryChange[];
  /** Its own entries that are still pending. */
  readonly pending: PendingSet;
}

/** A summary to which records can be added. */
export interface OpenSummary extends SegmentSummary {
  alarms: Set<number>;
}

/** Creates an empty summary. */
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

/**
 * Adds a record to the summary of its segment. Its entries are added to `pending`, but an entry that it
 * settles is not removed: it may belong to another segment.
 */
export function addToSummary(summary: OpenSummary, record: OutboxRecord): void {
  summary.lastSeq = record.seq + record.events.length - 1;
  record.events.forEach((event, i) => {
    if (event.type === 'entry.queued') summary.pending.add(record.seq + i);
    for (const shard of ledgerShardsOf(event)) summary.shards.add(shard);
    const alarmId = subjectAlarm(event);
    if (alarmId !== undefined) summary.alarms.add(hash53(alarmId));
    const change = entryChangeOf(event);
    if (change && change.entry < summary.firstSeq) summary.changes.push(change);
  });
}

/** Packs the alarms of a summary that gets no more records, so that it takes less memory. */
export function packAlarms(summary: SegmentSummary): void {
  summary.alarms = Float64Array.from(summary.alarms);
}

/** Tells whether a segment mentions an alarm. Another alarm with the same hash counts too. */
export function mentionsAlarm({ alarms }: SegmentSummary, alarmId: string): boolean {
  const hash = hash53(alarmId);
  return alarms instanceof Set ? alarms.has(hash) : alarms.includes(hash);
}
