import type { Sleep } from './pause.ts';

/** Calls that are processed some time after they came, whether their clients are still there or not. */
export class LateCalls {
  readonly #sleep: Sleep;
  readonly #waiting = new Set<AbortController>();

  constructor(sleep: Sleep) {
    this.#sleep = sleep;
  }

  /** Number of calls that wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Waits for the time of a call. False when the call was forgotten meanwhile, and must not be processed. */
  async wait(afterMs: number): Promise<boolean> {
    const forgotten = new AbortController();
    this.#waiting.add(forgotten);
    try {
      await this.#sleep(afterMs, forgotten.signal);
    } finally {
      this.#waiting.delete(forgotten);
    }
    return !forgotten.signal.aborted;
  }

  /** Forgets all calls that wait. */
  forget(): void {
    for (const waiting of this.#waiting) waiting.abort();
  }
}
