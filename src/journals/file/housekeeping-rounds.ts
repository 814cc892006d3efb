import type { CheckpointSource } from '../../outbox/ports/journal.ts';
import type { Clock } from '../../time/clock.ts';
import type { Housekeeping } from './housekeeping.ts';

interface Options {
  readonly housekeeping: Pick<Housekeeping, 'isBehind' | 'runRound'>;
  readonly clock: Clock;
  /** Called after each successful round. */
  readonly afterRound: () => Promise<void>;
  /** Called with the error of a failed round. A later round tries again. */
  readonly onError: (error: unknown) => void;
}

/** The minimum time from the start of one round to the next, unless a segment waits for its index file. */
const MIN_INTERVAL_MS = 500;

/** The schedule of housekeeping: one round at a time, and not too often. */
export class HousekeepingRounds {
  readonly #options: Options;
  #running: Promise<void> | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;
  #hasFailed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Starts a round in the background when one is due. After a failed round the interval is always observed.
   */
  runWhenDue(source: CheckpointSource): void {
    const { housekeeping, clock, afterRound, onError } = this.#options;
    if (this.#running) return;
    const isUrgent = housekeeping.isBehind && !this.#hasFailed;
    if (clock.monotonic() < this.#notBefore && !isUrgent) return;
    this.#notBefore = clock.monotonic() + MIN_INTERVAL_MS;
    this.#hasFailed = false;
    this.#running = housekeeping
      .runRound(source, clock.now())
      .then(afterRound)
      .catch((error: unknown) => {
        this.#hasFailed = true;
        onError(error);
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Resolves when no round is running any more. */
  async finish(): Promise<void> {
    await this.#running;
  }
}
