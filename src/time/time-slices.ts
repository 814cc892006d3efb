/** How long a loop may keep the event loop to itself: webhooks wait meanwhile. */
const SLICE_MS = 8;

/** Cuts a long loop into slices, between which everything else gets its turn. */
export class TimeSlices {
  #since = performance.now();

  /** Whether it is time for a {@link pause}. */
  get over(): boolean {
    return performance.now() - this.#since > SLICE_MS;
  }

  /** Resolves when the others had their turn. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
