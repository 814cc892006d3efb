import type { Gap } from '../../../outbox/ports/gap.ts';
import { SKIPPED_NUMBERS } from '../inventory.ts';

/** The numbers of events that should be in a segment, and are in none of its records. */
export class MissingNumbers {
  #holes = 0;
  #events = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = 0;

  /** Notes the numbers between two that follow each other in the segment. There may be none. */
  between(before: number, after: number): void {
    const events = after - before - 1;
    // A start skips so many on purpose when the end of a missing segment is not known.
    if (events <= 0 || events >= SKIPPED_NUMBERS / 2) return;
    this.#holes += 1;
    this.#events += events;
    this.#first = Math.min(this.#first, before + 1);
    this.#last = Math.max(this.#last, after - 1);
  }

  /** The number of places at which records are missing. */
  get holes(): number {
    return this.#holes;
  }

  /** The gap that they make; undefined when none is missing. `now` is epoch ms. */
  gap(file: string, now: number): Gap | undefined {
    if (this.#events === 0) return undefined;
    const [firstSeq, lastSeq, events] = [this.#first, this.#last, this.#events];
    return { kind: 'records', file, firstSeq, lastSeq, events, foundAt: now, isNew: true };
  }
}
