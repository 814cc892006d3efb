import type { Clock } from './clock.ts';
import { ClockSteps } from './clock-steps.ts';

/**
 * How a source was heard by a request: what it said was taken in; some or all of it could not be read; or it was refused, so that
 * it says it again.
 */
export type HowHeard = 'heard' | 'unread' | 'refused';

/** After so long without a look, the process stood still. It is to be looked at each second. */
const STANDSTILL_MS = 5_000;

/**
 * Since when each source could be heard without a gap. While its requests are refused or can't be read, nothing is taken in, the
 * process stands still or the wall clock is set, a source that is silent may well have spoken: what is concluded from silence
 * begins anew after each such gap, and after a start.
 */
export class ListeningGaps {
  readonly #clock: Clock;
  readonly #steps: ClockSteps;
  /** Whether requests of any source are taken in. */
  readonly #isOpen: () => boolean;
  /** Monotonic ms; undefined while a source is not heard. */
  readonly #since = new Map<string, number | undefined>();
  #lookedAt: number;

  constructor(clock: Clock, isOpen: () => boolean) {
    this.#clock = clock;
    this.#steps = new ClockSteps(clock);
    this.#isOpen = isOpen;
    this.#lookedAt = clock.monotonic();
  }

  /** Changes to these sources. One that was not among the last ones could not be heard until now. */
  use(sources: Iterable<string>): void {
    this.look();
    const kept = new Set(sources);
    for (const name of this.#since.keys()) if (!kept.has(name)) this.#since.delete(name);
    for (const name of kept) if (!this.#since.has(name)) this.#since.set(name, this.#clock.monotonic());
  }

  /** Notes how a source was heard by a request. What could not be read may have been about any of its alerts. */
  note(source: string, how: HowHeard): void {
    this.look();
    if (!this.#since.has(source)) return;
    if (how === 'refused') this.#since.set(source, undefined);
    else if (how === 'unread' || this.#since.get(source) === undefined)
      this.#since.set(source, this.#clock.monotonic());
  }

  /** Time for which a source could be heard without a gap, ms; 0 while it can not be. */
  hearableMs(source: string): number {
    this.look();
    const since = this.#since.get(source);
    return since === undefined ? 0 : this.#clock.monotonic() - since;
  }

  /** Looks for a gap of all sources. Call it each second. */
  look(): void {
    const now = this.#clock.monotonic();
    const stoodStill = now - this.#lookedAt >= STANDSTILL_MS;
    this.#lookedAt = now;
    const wasSet = this.#steps.look() !== 0;
    if (!stoodStill && !wasSet && this.#isOpen()) return;
    for (const [name, since] of this.#since) if (since !== undefined) this.#since.set(name, now);
  }
}
