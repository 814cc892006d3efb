import type { Clock } from '../time/clock.ts';

/** Measures for how long the agent has been ready. It counts from the last time at which it was seen not ready. */
export class ReadyTime {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #since: number | undefined;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Notes whether the agent is ready now. Call it often, and before {@link ms}. */
  note(state: 'ready' | 'not ready'): void {
    if (state === 'not ready') this.#since = undefined;
    else this.#since ??= this.#clock.monotonic();
  }

  /** Time for which it has been ready, ms; undefined while it is not. */
  ms(): number | undefined {
    return this.#since === undefined ? undefined : this.#clock.monotonic() - this.#since;
  }
}
