import type { DueEntry } from '../outbox/events/entry.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { Destination } from '../outbox/ports/destination.ts';

/** A destination with connections of its own. */
export interface ClosableDestination extends Destination {
  close(): Promise<void>;
}

/**
 * A destination that can be replaced while calls are under way. Each call ends at the destination where it
 * began.
 */
export class SwitchableDestination<D extends ClosableDestination> implements Destination {
  #current: D;
  readonly #underWay = new Map<D, number>();

  constructor(first: D) {
    this.#current = first;
  }

  /** The destination of the next call. */
  get current(): D {
    return this.#current;
  }

  /** Sends the next calls to `next`. The replaced destination is closed when its last call has ended. */
  async switchTo(next: D): Promise<void> {
    const replaced = this.#current;
    this.#current = next;
    if (!this.#underWay.has(replaced)) await replaced.close();
  }

  deliver(entry: DueEntry, signal: AbortSignal): Promise<Outcome> {
    return this.use((destination) => destination.deliver(entry, signal));
  }

  /** Runs `work` with the current destination, which is not closed before that has ended. */
  async use<T>(work: (destination: D) => Promise<T>): Promise<T> {
    const used = this.#current;
    this.#underWay.set(used, (this.#underWay.get(used) ?? 0) + 1);
    try {
      return await work(used);
    } finally {
      const left = (this.#underWay.get(used) ?? 1) - 1;
      if (left > 0) this.#underWay.set(used, left);
      else {
        this.#underWay.delete(used);
        if (used !== this.#current) await used.close();
      }
    }
  }
}
