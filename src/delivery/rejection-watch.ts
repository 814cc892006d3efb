const WINDOW_MS = 5 * 60_000;
const LEAST_REJECTED = 5;
const LARGEST_SHARE = 0.2;
const MOST_LANES = 10_000;
/** Share of the lanes that is forgotten when there are too many. */
const TIDY_SHARE = 0.1;

/**
 * Tells one bad alarm from a COC that refuses everything. If COC refused more than a fifth of the series that
 * were tried in five minutes, and at least five, the fault is the destination's: no entry may be given up for
 * it.
 */
export class RejectionWatch {
  /** By lane; the lane whose last attempt is the longest ago comes first. */
  readonly #lanes = new Map<string, { readonly at: number; readonly rejected: boolean }>();
  #rejected = 0;
  /** The time when the first lane may be too old. */
  #tidyAt = 0;

  /** Notes the result of the last attempt of a lane, at a monotonic time in ms. */
  note(lane: string, outcome: 'delivered' | 'rejected', at: number): void {
    const rejected = outcome === 'rejected';
    this.#forget(lane);
    this.#lanes.set(lane, { at, rejected });
    if (rejected) this.#rejected += 1;
    const mayHoldOld = at >= this.#tidyAt;
    // Stryker disable next-line EqualityOperator: tidying a little earlier or later only costs time.
    if (mayHoldOld || this.#lanes.size > MOST_LANES) this.#tidy(at);
  }

  /** True while the refusals of the last five minutes are the destination's fault. */
  isDestinationFault(): boolean {
    return this.#rejected >= LEAST_REJECTED && this.#rejected > this.#lanes.size * LARGEST_SHARE;
  }

  /** Forgets many lanes at once, because finding the oldest one costs a walk over those forgotten before. */
  #tidy(at: number): void {
    // Stryker disable next-line EqualityOperator: at the limit itself nothing has to go.
    const most = this.#lanes.size > MOST_LANES ? MOST_LANES * (1 - TIDY_SHARE) : MOST_LANES;
    for (const [oldest, seen] of this.#lanes) {
      this.#tidyAt = seen.at + WINDOW_MS;
      const isFresh = at < this.#tidyAt;
      // Stryker disable next-line EqualityOperator: one lane more or less makes no difference.
      if (isFresh && this.#lanes.size <= most) return;
      this.#forget(oldest);
    }
  }

  #forget(lane: string): void {
    const known = this.#lanes.get(lane);
    if (!known) return;
    if (known.rejected) this.#rejected -= 1;
    this.#lanes.delete(lane);
  }
}
