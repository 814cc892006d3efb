const WINDOW_MS = 5 * 60_000;
const LEAST_REJECTED = 5;
const LARGEST_SHARE = 0.2;
const MOST_LANES = 10_000;

/**
 * Tells one bad alarm from a COC that refuses everything: when more than a fifth of the series that were tried in five
 * minutes, and at least five, were refused, the fault is the destination's, and nothing may be given up for it.
 */
export class RejectionWatch {
  /** By lane, the longest not tried first. */
  readonly #lanes = new Map<string, { readonly at: number; readonly rejected: boolean }>();
  #rejected = 0;

  /** Notes how the last attempt of a lane ended, at a monotonic time in ms. */
  note(lane: string, outcome: 'delivered' | 'rejected', at: number): void {
    const rejected = outcome === 'rejected';
    this.#forget(lane);
    this.#lanes.set(lane, { at, rejected });
    if (rejected) this.#rejected += 1;
    for (const [oldest, seen] of this.#lanes) {
      if (seen.at > at - WINDOW_MS && this.#lanes.size <= MOST_LANES) break;
      this.#forget(oldest);
    }
  }

  /** Whether the refusals of the last five minutes are the destination's fault. */
  isDestinationFault(): boolean {
    return this.#rejected >= LEAST_REJECTED && this.#rejected > this.#lanes.size * LARGEST_SHARE;
  }

  #forget(lane: string): void {
    const known = this.#lanes.get(lane);
    if (!known) return;
    if (known.rejected) this.#rejected -= 1;
    this.#lanes.delete(lane);
  }
}
