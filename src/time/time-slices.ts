/** The longest time that a loop may block the event loop. Webhooks wait meanwhile. */
const SLICE_MS = 8;

/** Cuts a long loop into slices, so that other work gets its turn in between. */
export class TimeSlices {
  #since = performance.now();

  /** True when it is time for a {@link pause}. */
  get over(): boolean {
    return performance.now() - this.#since > SLICE_MS;
  }

  /** Resolves after other work had its turn. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
