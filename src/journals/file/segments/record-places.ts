import type { OutboxRecord } from '../../../outbox/events/event.ts';

/** The place of a record, and the numbers of its events. */
export interface RecordAt {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly offset: number;
}

/** Computes the number of the last event of a record. */
export function lastSeqOf({ seq, events }: Pick<OutboxRecord, 'seq' | 'events'>): number {
  return seq + events.length - 1;
}

/**
 * The places of a segment's records in the order of their numbers. A record whose numbers are taken already is
 * a copy, such as a line that damage has doubled; it is left out.
 */
export class RecordPlaces {
  readonly #places: RecordAt[] = [];
  readonly #firstSeq: number;
  readonly #lastSeq: number;
  #holes = 0;

  /** Only records with numbers from `firstSeq` to `lastSeq` count. */
  constructor({ firstSeq, lastSeq }: { readonly firstSeq: number; readonly lastSeq: number }) {
    this.#firstSeq = firstSeq;
    this.#lastSeq = lastSeq;
  }

  /** Adds the next record of the file. Returns false when it does not count. */
  add(record: OutboxRecord, offset: number): boolean {
    const expected = this.#expected;
    const last = lastSeqOf(record);
    if (record.seq < expected || last > this.#lastSeq) return false;
    if (record.seq > expected) this.#holes += 1;
    this.#places.push({ firstSeq: record.seq, lastSeq: last, offset });
    return true;
  }

  /** The number of places at which records are missing. */
  get holes(): number {
    return this.#holes + (this.#expected <= this.#lastSeq ? 1 : 0);
  }

  /** Finds the record of an event; undefined when it is missing. */
  find(seq: number): RecordAt | undefined {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.lastSeq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    const found = this.#places[low];
    return found && found.firstSeq <= seq ? found : undefined;
  }

  get #expected(): number {
    return (this.#places.at(-1)?.lastSeq ?? this.#firstSeq - 1) + 1;
  }
}
