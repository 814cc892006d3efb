import type { Cancel, TimerClock } from '../../../src/time/clock.ts';
import type { Timeline } from './timeline.ts';

/** The wall clock of a machine: true time, and the error that somebody or NTP has brought in. */
export interface WallClock {
  errorMs: number;
}

/** Clock of one process. Its timers and its monotonic time know nothing of the wall clock, and end with it. */
export class ProcessClock implements TimerClock {
  readonly #timeline: Timeline;
  readonly #wall: WallClock;
  readonly #bornAt: number;
  #isAlive = true;
  #isFrozen = false;
  /** What goes on when the process does. */
  readonly #waiting: (() => void)[] = [];

  constructor(timeline: Timeline, wall: WallClock) {
    this.#timeline = timeline;
    this.#wall = wall;
    this.#bornAt = timeline.now;
  }

  readonly now = (): number => Math.floor(this.#timeline.now + this.#wall.errorMs);

  monotonic(): number {
    return this.#timeline.now - this.#bornAt;
  }

  /** Waits whole milliseconds, and at least one, as timers of Node do. */
  readonly after = (delayMs: number, run: () => void): Cancel =>
    this.#timeline.after(Math.max(1, Math.ceil(delayMs)), () => {
      this.awake(() => {
        if (this.#isAlive) run();
      });
    });

  /** The process is stopped, as by SIGSTOP. Time goes on. */
  freeze(ms: number): void {
    this.#isFrozen = true;
    this.#timeline.after(ms, () => this.thaw());
  }

  /** The process goes on, as after SIGCONT. */
  thaw(): void {
    this.#isFrozen = false;
    for (const run of this.#waiting.splice(0)) run();
  }

  /** Calls `run` now, or when the process is not frozen any more. */
  awake(run: () => void): void {
    if (this.#isFrozen) this.#waiting.push(run);
    else run();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** The process ends: none of its timers fires any more. */
  end(): void {
    this.#isAlive = false;
  }
}
