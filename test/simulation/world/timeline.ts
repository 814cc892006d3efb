import { setImmediate as turn } from 'node:timers/promises';
import type { Cancel } from '../../../src/time/clock.ts';

interface Timer {
  readonly at: number;
  /** Decides between timers of the same moment. */
  readonly order: number;
  run: (() => void) | undefined;
}

/** Turns of the event loop without any activity after which nothing can happen before the next timer. */
const QUIET_TURNS = 3;

/**
 * The one time of a simulated world. It stands still while anything is under way, and then jumps to the next
 * timer. Chance decides the order of timers that are due at the same moment.
 */
export class Timeline {
  /** True time, epoch ms. No clock of the world need show it. */
  now: number;
  readonly #random: () => number;
  readonly #heap: Timer[] = [];
  #activity = 0;

  constructor(now: number, random: () => number) {
    this.now = now;
    this.#random = random;
  }

  /** Notes that something has happened, so that more may follow before the next timer. */
  readonly stir = (): void => {
    this.#activity += 1;
  };

  after(delayMs: number, run: () => void): Cancel {
    this.stir();
    const timer: Timer = { at: this.now + Math.max(0, delayMs), order: this.#random(), run };
    this.#push(timer);
    return () => {
      timer.run = undefined;
    };
  }

  /** Resolves after `delayMs`. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Lets time pass until `until` (epoch ms), or until `isOver` between two moments. */
  async pass(until: number, isOver: () => boolean = () => false): Promise<void> {
    await this.#rest();
    for (let next = this.#heap[0]; next && next.at <= until && !isOver(); next = this.#heap[0]) {
      this.now = next.at;
      if (this.#fireDue()) await this.#rest();
    }
    if (!isOver()) this.now = Math.max(this.now, until);
  }

  /** Fires all timers of this moment. Returns false when all of them were cancelled. */
  #fireDue(): boolean {
    let fired = false;
    for (let next = this.#heap[0]; next && next.at <= this.now; next = this.#heap[0]) {
      this.#pop();
      if (next.run) fired = true;
      next.run?.();
    }
    return fired;
  }

  /** Resolves when everything that needs no time has happened. */
  async #rest(): Promise<void> {
    for (let quiet = 0, seen = this.#activity; quiet < QUIET_TURNS; quiet += 1) {
      await turn();
      if (seen !== this.#activity) quiet = -1;
      seen = this.#activity;
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (!parent || isBefore(parent, timer)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      const childAt = a && b && isBefore(b, a) ? left + 1 : left;
      const child = heap[childAt];
      if (!child || isBefore(last, child)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order <= b.order);
}
