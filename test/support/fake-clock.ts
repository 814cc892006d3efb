import type { Clock } from '../../src/time/clock.ts';

/** A clock that moves only when it is told to. */
export class FakeClock implements Clock {
  #now: number;
  #monotonic = 0;

  constructor(now = Date.UTC(2026, 10, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Somebody sets the wall clock. */
  set(stepMs: number): void {
    this.#now += stepMs;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }
}
