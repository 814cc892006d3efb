import { isDueAgain, type Reassertable } from '../outbox/decide/reassert.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Clock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'tellAgain'>;
  readonly clock: Clock;
  /** How often COC is told again, ms; infinite for never. */
  readonly everyMs: () => number;
  /** Called with what kept a round from being stored; what was due is due again. */
  readonly onError: (error: unknown) => void;
}

const ROUND_MS = 1_000;
/** The whole ledger is looked at this often, or a tenth of the interval when that is less. */
const PASS_MS = 30_000;

/**
 * Tells COC again of alarms that still fire, a part of the ledger each second, so that neither we nor COC feel a burst.
 * States: new -> started -> stopped; idempotent, and stopping is safe before starting.
 */
export class Reasserter {
  readonly #deps: Dependencies;
  readonly #rounds: PeriodicLoop;
  #parts: Iterator<readonly Series[]> | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    const { onError } = deps;
    this.#rounds = new PeriodicLoop({ everyMs: ROUND_MS, round: () => this.round(), onError });
  }

  start(): void {
    this.#rounds.start();
  }

  /** Resolves when the round under way has ended. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** Looks at the next part of the ledger. Answers how many alarms are told again. */
  async round(): Promise<number> {
    const everyMs = this.#deps.everyMs();
    if (!Number.isFinite(everyMs)) return 0;
    const rounds = Math.max(1, Math.min(PASS_MS, everyMs / 10) / ROUND_MS);
    const due: Reassertable[] = [];
    const { ledger } = this.#deps.outbox.state;
    for (let i = 0; i < Math.ceil(ledger.partCount / rounds); i++)
      for (const series of this.#nextPart())
        if (isDueAgain(series, everyMs, this.#deps.clock.now())) due.push(series);
    return due.length === 0 ? 0 : this.#deps.outbox.tellAgain(due);
  }

  /** The next part of the ledger; after the last one, the first. */
  #nextPart(): readonly Series[] {
    const next = this.#parts?.next();
    if (next && !next.done) return next.value;
    this.#parts = this.#deps.outbox.state.ledger.parts();
    return this.#parts.next().value ?? [];
  }
}
