import type { Clock } from './clock.ts';

/** A wall clock is drawn to the true time in smaller steps than this all the time. */
const LEAST_STEP_MS = 1_000;

/**
 * Finds out when somebody sets the wall clock, by the monotonic one. Waits are kept as wall times, which outlive a
 * restart: after a step they would be too long, or over all at once.
 */
export class ClockSteps {
  readonly #clock: Clock;
  #offset: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = clock.now() - clock.monotonic();
  }

  /** By how much the wall clock was set since the last look, ms; 0 when it was not. To be called every few seconds. */
  look(): number {
    const offset = this.#clock.now() - this.#clock.monotonic();
    const step = offset - this.#offset;
    this.#offset = offset;
    return Math.abs(step) < LEAST_STEP_MS ? 0 : step;
  }
}
