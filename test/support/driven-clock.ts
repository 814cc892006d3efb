import type { Cancel, TimerClock } from '../../src/time/clock.ts';

/** Real time between two steps, and the most of it that counts, ms. */
const STEP_MS = 2;
const LONGEST_STEP_MS = 10;

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * A clock that runs `speed` times as fast as the one of this machine while this process gets to run, and waits
 * while it does not: on a busy machine a test takes longer, and nothing in it is late. Give the same clock to
 * everything that compares times, and stop it in the end.
 */
export class DrivenClock implements TimerClock {
  readonly #startedAt = Date.now();
  readonly #timers = new Set<Timer>();
  readonly #driving: NodeJS.Timeout;
  #monotonic = 0;

  constructor(speed: number) {
    let before = performance.now();
    this.#driving = setInterval(() => {
      const now = performance.now();
      this.#advance(Math.min(now - before, LONGEST_STEP_MS) * speed);
      before = now;
    }, STEP_MS);
  }

  now(): number {
    return this.#startedAt + Math.floor(this.#monotonic);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { at: this.#monotonic + Math.max(0, delayMs), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets no more time pass. */
  stop(): void {
    clearInterval(this.#driving);
  }

  /** Moves on, and fires what is due. What that starts comes in a later step, so that promises settle before. */
  #advance(ms: number): void {
    const end = this.#monotonic + ms;
    const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      this.#monotonic = Math.max(this.#monotonic, timer.at);
      if (this.#timers.delete(timer)) timer.run();
    }
    this.#monotonic = end;
  }
}
