import type { DueEntry } from '../outbox/events/entry.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { TimerClock } from '../time/clock.ts';
import { persist } from './persist.ts';

const MOST_PER_SLOT = 4;
const LEAST_BEHIND = 64;

interface Options {
  readonly outbox: Pick<Outbox, 'settle'>;
  readonly clock: Pick<TimerClock, 'after'>;
  /** Interrupts outcomes that wait for room on the disk. */
  readonly signal: AbortSignal;
  /** Receives the error of an outcome that can never be stored. */
  readonly onError: (error: unknown) => void;
  /** Called with the number of outcomes that are not stored yet, each time that one finds no room on the disk. */
  readonly onFull?: ((waiting: number) => void) | undefined;
  /** Called whenever an outcome is stored, or given up. */
  readonly onSettled: () => void;
}

/**
 * Outcomes on their way to the journal. An attempt frees its slot as soon as its outcome is known, so that
 * many outcomes share one sync while the next attempts are under way. Its lane still waits until the outcome
 * is stored.
 */
export class Settling {
  readonly #options: Options;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * True while too many outcomes are not stored yet: four for each slot, and 64 at least. A crash would have all
   * of them delivered again, so no new attempt should begin.
   */
  isBehind(slots: number): boolean {
    return this.#underWay.size >= Math.max(LEAST_BEHIND, MOST_PER_SLOT * slots);
  }

  /** Stores an outcome. While the disk is full, the outcome waits for room. */
  begin(entry: DueEntry, outcome: Outcome): void {
    const { outbox, clock, signal, onError, onSettled } = this.#options;
    const onFull = () => this.#options.onFull?.(this.#underWay.size);
    const settling = persist(() => outbox.settle(entry, outcome), { clock, signal, onFull })
      .catch((error) => {
        // A stop interrupted it: the entry stays pending, and is tried again after the next start.
        if (!signal.aborted) onError(error);
      })
      .finally(() => {
        this.#underWay.delete(settling);
        onSettled();
      });
    this.#underWay.add(settling);
  }

  /** Resolves when all outcomes so far are stored or interrupted. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
