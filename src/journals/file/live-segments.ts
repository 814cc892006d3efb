import type { EntryChange } from '../../outbox/events/entry-change.ts';
import { entryChangeOf } from '../../outbox/events/entry-change.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { type OpenSummary, type SegmentSummary, summarize } from './segment-index.ts';

/**
 * The segments that hold pending entries or are needed for a start, oldest first, each with the entries that are still
 * pending in it. The numbers of their events follow each other, so that a number leads to its segment.
 */
export class LiveSegments {
  readonly #segments: SegmentSummary[] = [];

  /** Oldest first. */
  get all(): readonly SegmentSummary[] {
    return this.#segments;
  }

  /** Bytes of all. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Bytes of those with pending entries. */
  get pendingBytes(): number {
    return this.#segments.reduce((sum, { bytes, pending }) => (pending.size > 0 ? sum + bytes : sum), 0);
  }

  add(summary: SegmentSummary): void {
    this.#segments.push(summary);
  }

  remove(summary: SegmentSummary): void {
    this.#segments.splice(this.#segments.indexOf(summary), 1);
  }

  /** Notes a durable record of the last segment: what it queues is pending there, what it settles is pending no more. */
  note(summary: OpenSummary, record: OutboxRecord): void {
    summarize(summary, record);
    for (const event of record.events) {
      const change = entryChangeOf(event);
      if (change) this.settle(change);
    }
  }

  /** Notes a change of an entry: one without an update settles it. */
  settle({ entry, update }: EntryChange): void {
    if (update === undefined) this.holding(entry)?.pending.delete(entry);
  }

  /** The segment that may hold an entry: the last one that begins at or before it. */
  holding(entry: number): SegmentSummary | undefined {
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
