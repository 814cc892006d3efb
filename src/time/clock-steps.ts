import type { Clock } from './clock.ts';

/** Smaller steps are the usual corrections of a wall clock. */
const LEAST_STEP_MS = 1_000;

/**
 * Detects a wall clock that was set, by comparison with the monotonic clock. Waits are stored as wall times,
 * because those survive a restart. After a step they would be too long, or all end at once.
 */
export class ClockSteps {
  readonly #clock: Clock;
  #offset: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = clock.now() - clock.monotonic();
  }

  /** The step of the wall clock since the last call, ms; 0 when it was not set. Call it every few seconds. */
  look(): number {
    const offset = this.#clock.now() - this.#clock.monotonic();
    const step = offset - this.#offset;
    this.#offset = offset;
    return Math.abs(step) < LEAST_STEP_MS ? 0 : step;
  }
}
