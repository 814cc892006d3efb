import type { Cancel, TimerClock } from './clock.ts';

/** Settings of a {@link PeriodicLoop}. */
export interface PeriodicLoopOptions {
  readonly clock: Pick<TimerClock, 'after'>;
  /**
   * Wait from the end of one round to the beginning of the next, ms. A function may return another wait each
   * time.
   */
  readonly everyMs: number | (() => number);
  /** Wait before the first round, ms. Default: as long as before any other round. */
  readonly firstAfterMs?: number;
  /** Runs one round. The signal aborts when the loop stops, and the round should end soon after that. */
  readonly round: (signal: AbortSignal) => Promise<unknown>;
  /** Receives the error of a round that failed. The next round comes all the same. */
  readonly onError: (error: unknown) => void;
}

/**
 * Runs rounds one after the other, never two at once. States: new -> started -> stopped. Both `start` and
 * `stop` are idempotent. A loop that is stopped before its start never runs.
 */
export class PeriodicLoop {
  readonly #options: PeriodicLoopOptions;
  readonly #abort = new AbortController();
  #state: 'new' | 'started' | 'stopped' = 'new';
  #cancel: Cancel | undefined;
  #underWay: Promise<void> | undefined;

  constructor(options: PeriodicLoopOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'started';
    this.#wait(this.#options.firstAfterMs ?? this.#nextWaitMs());
  }

  /** Aborts the round under way. Resolves when that round has ended. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#cancel?.();
    this.#abort.abort();
    await this.#underWay;
  }

  #wait(delayMs: number): void {
    this.#cancel = this.#options.clock.after(delayMs, () => {
      this.#underWay = this.#run();
    });
  }

  async #run(): Promise<void> {
    const { round, onError } = this.#options;
    try {
      await round(this.#abort.signal);
    } catch (error) {
      onError(error);
    }
    if (this.#state === 'started') this.#wait(this.#nextWaitMs());
  }

  #nextWaitMs(): number {
    const { everyMs } = this.#options;
    return typeof everyMs === 'number' ? everyMs : everyMs();
  }
}
