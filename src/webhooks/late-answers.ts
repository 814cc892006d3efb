import type { TimerClock } from '../time/clock.ts';
import { networkOf } from './network-of.ts';

/** Time between two answers to one sender, ms. */
const APART_MS = 1_000;
/** Answers to one sender that wait at the same time: the last of them comes after so many seconds. */
const MAX_OF_ONE_SENDER = 8;
/** Answers to all senders that wait at the same time: nobody may hold up memory. */
const MAX_IN_ALL = 256;

/** Answers to one sender that wait, and the time of the last of them. */
interface Queue {
  waiting: number;
  lastAt: number;
}

/**
 * Holds answers back, so that each sender gets one a second. Senders do not slow one another down. An answer without a
 * place is not given earlier, but not at all.
 */
export class LateAnswers {
  readonly #clock: Pick<TimerClock, 'monotonic' | 'after'>;
  readonly #queues = new Map<string, Queue>();
  #waiting = 0;

  constructor(clock: Pick<TimerClock, 'monotonic' | 'after'>) {
    this.#clock = clock;
  }

  /** Resolves with true when it is time for an answer to this address, or at once with false when it gets none. */
  async turn(address: string): Promise<boolean> {
    const name = networkOf(address);
    const now = this.#clock.monotonic();
    const queue = this.#queues.get(name) ?? { waiting: 0, lastAt: now };
    if (queue.waiting >= MAX_OF_ONE_SENDER || this.#waiting >= MAX_IN_ALL) return false;
    this.#queues.set(name, queue);
    queue.lastAt += APART_MS;
    queue.waiting += 1;
    this.#waiting += 1;
    await new Promise<void>((resolve) => {
      this.#clock.after(queue.lastAt - now, resolve);
    });
    this.#waiting -= 1;
    queue.waiting -= 1;
    if (queue.waiting === 0) this.#queues.delete(name);
    return true;
  }
}
