import type { Attempt } from '../delivery/dispatcher.ts';

/** Entries whose attempts are counted at the same time. During an outage only a few are tried. */
const MOST_ENTRIES = 10_000;

/**
 * Counts the attempts of each entry for the log, from the start of the process on. The outbox counts only those whose
 * failure is the fault of the entry, so in an outage its number stays the same.
 */
export class AttemptNumbers {
  /** Number of the last attempt, by entry; the entry that was tried the longest ago comes first. */
  readonly #last = new Map<number, number>();

  /** Returns the number of an attempt that has just ended: 1 for the first. */
  next({ entry, outcome }: Pick<Attempt, 'entry' | 'outcome'>): number {
    const { id, attempts } = entry;
    const number = Math.max(this.#last.get(id) ?? 0, attempts) + 1;
    this.#last.delete(id);
    if (outcome.kind !== 'delivered') this.#remember(id, number);
    return number;
  }

  #remember(id: number, number: number): void {
    this.#last.set(id, number);
    if (this.#last.size <= MOST_ENTRIES) return;
    for (const oldest of this.#last.keys()) {
      this.#last.delete(oldest);
      return;
    }
  }
}
