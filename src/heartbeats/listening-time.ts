/**
 * How long we have been there to hear, in ms since the start: time in which nothing was taken in, or in which the
 * process did not run, is not silence of others.
 */
export class ListeningTime {
  readonly #mostMs: number;
  #listenedMs = 0;
  #lookedAt: number;

  /** @param now monotonic ms. @param mostMs between two looks no more than this counts. */
  constructor(now: number, mostMs: number) {
    this.#lookedAt = now;
    this.#mostMs = mostMs;
  }

  /** Counts the time since the last look, if alerts were taken in, and answers the sum. */
  look(now: number, listening: 'open' | 'closed'): number {
    const elapsedMs = now - this.#lookedAt;
    this.#lookedAt = now;
    if (listening === 'open') this.#listenedMs += Math.min(elapsedMs, this.#mostMs);
    return this.#listenedMs;
  }
}
