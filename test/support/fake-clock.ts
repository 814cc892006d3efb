import { setImmediate as turn } from 'node:timers/promises';
import type { Cancel, TimerClock } from '../../src/time/clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that moves only when it is told to, and fires its timers as it moves. */
export class FakeClock implements TimerClock {
  #now: number;
  #monotonic = 0;
  readonly #timers = new Set<Timer>();

  constructor(now = Date.UTC(2026, 10, 1)) {
    this.#now = now;
  }

  /** Timers that have not fired yet. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { at: this.#monotonic + Math.max(0, delayMs), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Somebody sets the wall clock. */
  set(stepMs: number): void {
    this.#now += stepMs;
  }

  /** Lets time pass at once. What a timer starts goes on later. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    while (this.#fireNext(end));
    this.#moveTo(end);
  }

  /** Lets time pass, and everything that a timer starts come to rest before the next timer fires. */
  async pass(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await rest();
    while (this.#fireNext(end)) await rest();
    this.#moveTo(end);
  }

  #fireNext(end: number): boolean {
    const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    if (!next) return false;
    this.#timers.delete(next);
    this.#moveTo(next.at);
    next.run();
    return true;
  }

  #moveTo(at: number): void {
    this.#now += at - this.#monotonic;
    this.#monotonic = at;
  }
}

/** Resolves when promises that wait for nothing else have settled. */
async function rest(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await turn();
}
