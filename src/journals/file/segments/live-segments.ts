import { type EntryChange, entryChangeOf } from '../../../outbox/events/entry-change.ts';
import type { OutboxRecord } from '../../../outbox/events/event.ts';
import { addToSummary, type OpenSummary, type SegmentSummary } from './segment-summary.ts';

/**
 * The segments that hold pending entries or that a start needs, oldest first. The journal counts the pending
 * entries of each segment here by itself, and asks the outbox nothing. The sequence numbers of consecutive
 * segments follow each other, so a number leads to its segment.
 */
export class LiveSegments {
  readonly #segments: SegmentSummary[] = [];

  /** All live segments, oldest first. */
  get all(): readonly SegmentSummary[] {
    return this.#segments;
  }

  /** The size of all segments. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The size of the segments with pending entries. */
  get pendingBytes(): number {
    return this.#segments.reduce((sum, { bytes, pending }) => (pending.size > 0 ? sum + bytes : sum), 0);
  }

  add(summary: SegmentSummary): void {
    this.#segments.push(summary);
  }

  remove(summary: SegmentSummary): void {
    this.#segments.splice(this.#segments.indexOf(summary), 1);
  }

  /**
   * Notes a durable record of the last segment: entries that it queues become pending, entries that it
   * settles leave.
   */
  noteRecord(summary: OpenSummary, record: OutboxRecord): void {
    addToSummary(summary, record);
    for (const event of record.events) {
      const change = entryChangeOf(event);
      if (change) this.noteChange(change);
    }
  }

  /** Notes a change of an entry. A change without an update settles the entry. */
  noteChange({ entry, update }: EntryChange): void {
    if (update === undefined) this.segmentOf(entry)?.pending.delete(entry);
  }

  /** Finds the segment that may hold an entry: the last one that begins at or before its number. */
  segmentOf(entry: number): SegmentSummary | undefined {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle]?.firstSeq ?? 0) <= entry) low = middle + 1;
      else high = middle;
    }
    return this.#segments[low - 1];
  }
}
