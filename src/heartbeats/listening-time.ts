/**
 * The time in which the agent could hear its senders, in ms since the start. Time in which it took no alerts
 * in, or in which the process stood still, does not count: nobody was silent then.
 */
export class ListeningTime {
  readonly #mostMs: number;
  #listenedMs = 0;
  #measuredAt: number;

  /** @param now monotonic ms. @param mostMs the most that counts between two measurements. */
  constructor(now: number, mostMs: number) {
    this.#measuredAt = now;
    this.#mostMs = mostMs;
  }

  /** Adds the time since the last measurement if alerts were taken in, and returns the sum. */
  measure(now: number, intake: 'open' | 'closed'): number {
    const elapsedMs = now - this.#measuredAt;
    this.#measuredAt = now;
    if (intake === 'open') this.#listenedMs += Math.min(elapsedMs, this.#mostMs);
    return this.#listenedMs;
  }
}
