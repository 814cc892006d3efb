import { isReassertionDue, type Reassertable } from '../outbox/decide/reassert.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'reassert'>;
  readonly clock: TimerClock;
  /** Interval at which COC is told again, ms; infinite for never. */
  readonly everyMs: () => number;
  /** Receives the error of a round that could not be stored. Its alarms are due again later. */
  readonly onError: (error: unknown) => void;
}

const ROUND_MS = 1_000;
/** The time for one pass over the whole ledger, or a tenth of the interval when that is less. */
const PASS_MS = 30_000;

/**
 * Tells COC again about alarms that still fire. Each second it checks another part of the ledger, so that
 * neither we nor COC feel a burst. States: new -> started -> stopped. Both `start` and `stop` are idempotent,
 * and `stop` is safe before `start`.
 */
export class Reasserter {
  readonly #deps: Dependencies;
  readonly #loop: PeriodicLoop;
  readonly #parts = this.#allParts();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    const { clock, onError } = deps;
    this.#loop = new PeriodicLoop({ clock, everyMs: ROUND_MS, round: () => this.round(), onError });
  }

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the round under way has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Checks the next part of the ledger. Returns the number of alarms that are told again. */
  async round(): Promise<number> {
    const { outbox, clock, everyMs: interval } = this.#deps;
    const everyMs = interval();
    // Stryker disable next-line ConditionalExpression: without it nothing is due either; it only saves the walk.
    if (!Number.isFinite(everyMs)) return 0;
    const rounds = Math.max(1, Math.min(PASS_MS, everyMs / 10) / ROUND_MS);
    const due: Reassertable[] = [];
    for (let i = 0; i < Math.ceil(outbox.state.ledger.partCount / rounds); i++) {
      for (const series of this.#parts.next().value)
        if (isReassertionDue(series, everyMs, clock.now())) due.push(series);
    }
    return outbox.reassert(due);
  }

  /** All parts of the ledger, and then all of them again. */
  *#allParts(): Generator<readonly Series[], never> {
    for (;;) yield* this.#deps.outbox.state.ledger.parts();
  }
}
