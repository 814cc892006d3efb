import type { DueEntry } from '../outbox/events/entry.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { persist } from './persist.ts';

const MOST_PER_PLACE = 4;
const LEAST_BEHIND = 64;

interface Options {
  readonly outbox: Pick<Outbox, 'settle'>;
  /** Interrupts what waits for room on the disk. */
  readonly signal: AbortSignal;
  /** Called with whatever keeps an outcome from being stored for good. */
  readonly onError: (error: unknown) => void;
  /** Called whenever one is stored. */
  readonly onSettled: () => void;
}

/**
 * Outcomes on their way to the journal. The place of an attempt is free as soon as its outcome is known: many outcomes
 * share one sync then, while the next attempts are under way. Its lane still waits until it is stored.
 */
export class Settling {
  readonly #options: Options;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether so many are not stored yet that nothing more should be tried: after a crash they would be tried again. */
  isBehind(places: number): boolean {
    return this.#underWay.size >= Math.max(LEAST_BEHIND, MOST_PER_PLACE * places);
  }

  /** Stores an outcome; when the disk is full, as soon as there is room. */
  begin(entry: DueEntry, outcome: Outcome): void {
    const { outbox, signal, onError, onSettled } = this.#options;
    const settling = persist(() => outbox.settle(entry, outcome), signal)
      .catch((error) => {
        // Interrupted by a stop: the entry is pending, and is tried again after the next start.
        if (!signal.aborted) onError(error);
      })
      .finally(() => {
        this.#underWay.delete(settling);
        onSettled();
      });
    this.#underWay.add(settling);
  }

  /** Resolves when all that were begun so far are stored, or interrupted. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
