import type { TimerClock } from '../time/clock.ts';

interface Waiting {
  readonly bytes: number;
  readonly resume: (taken: boolean) => void;
}

/** An amount of memory that many share. Who waits for some of it gets it in the order of asking. */
export class SharedRoom {
  readonly #size: () => number;
  readonly #clock: Pick<TimerClock, 'after'>;
  readonly #queue = new Set<Waiting>();
  #taken = 0;

  /** The size is read each time, since a new configuration may change it. */
  constructor(size: () => number, clock: Pick<TimerClock, 'after'>) {
    this.#size = size;
    this.#clock = clock;
  }

  /** Takes bytes. False, with nothing taken, when there are not enough left, or others wait for theirs. */
  take(bytes: number): boolean {
    if (this.#queue.size > 0 || !this.#fits(bytes)) return false;
    this.#taken += bytes;
    return true;
  }

  /** Takes bytes as soon as there are enough. False, with nothing taken, when they are not there in time. */
  wait(bytes: number, mostMs: number): Promise<boolean> {
    if (this.take(bytes)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        bytes,
        resume: (taken) => {
          cancel();
          this.#queue.delete(waiting);
          resolve(taken);
        },
      };
      const cancel = this.#clock.after(mostMs, () => {
        waiting.resume(false);
        this.#serve();
      });
      this.#queue.add(waiting);
    });
  }

  /** Gives bytes back. */
  give(bytes: number): void {
    this.#taken -= bytes;
    this.#serve();
  }

  #serve(): void {
    for (const waiting of this.#queue) {
      if (!this.#fits(waiting.bytes)) return;
      this.#taken += waiting.bytes;
      waiting.resume(true);
    }
  }

  /** One that wants more than there is in all gets it once nobody else has any: a reload may have made the room smaller. */
  #fits(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.#size();
  }
}
