import { isDueAgain, type Reassertable } from '../outbox/decide/reassert.ts';
import { LEDGER_SHARDS } from '../outbox/events/hash.ts';
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
  #shard = 0;

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
    for (let i = 0; i < Math.ceil(LEDGER_SHARDS / rounds); i++) {
      this.#addDue(due, this.#shard, everyMs);
      this.#shard = (this.#shard + 1) % LEDGER_SHARDS;
    }
    return due.length === 0 ? 0 : this.#deps.outbox.tellAgain(due);
  }

  #addDue(due: Reassertable[], shard: number, everyMs: number): void {
    const { outbox, clock } = this.#deps;
    for (const series of outbox.state.ledger.episodesOf(shard)) {
      if (isDueAgain(series, everyMs, clock.now())) due.push(series);
    }
  }
}
