import type { Clock } from '../time/clock.ts';

/** Times at which a body of each source was last stored, since the start of the process. */
export class LastHeard {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #at = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Notes that a body of a source was stored. */
  note(source: string): void {
    this.#at.set(source, this.#clock.now());
  }

  /** The times by source, epoch ms. */
  readings(): ReadonlyMap<string, number> {
    return this.#at;
  }
}
