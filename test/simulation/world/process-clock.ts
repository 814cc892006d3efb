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
      if (this.#isAlive) run();
    });

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** The process ends: none of its timers fires any more. */
  end(): void {
    this.#isAlive = false;
  }
}
