import { keep } from '../outbox/decide/incidents/next-steps.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { Clock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'operate'>;
  readonly clock: Clock;
  readonly policy: () => OutboxPolicy;
  /** Called with what kept a round from being stored; what was due is due again. */
  readonly onError: (error: unknown) => void;
}

const ROUND_MS = 1_000;

/**
 * Looks every second at the incidents that are open in COC, and stores what is to be done about them: that their alarms
 * are over, the next step to their end, their war room. States: new -> started -> stopped; idempotent, and stopping is
 * safe before starting.
 */
export class IncidentKeeper {
  readonly #deps: Dependencies;
  readonly #rounds: PeriodicLoop;

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

  /** Looks at every incident once. Answers for how many of them something was stored. */
  async round(): Promise<number> {
    const { outbox, clock } = this.#deps;
    const { ledger } = outbox.state;
    const policy = this.#deps.policy();
    const due = [...ledger.followedIncidents()].filter(
      (incident) => keep(ledger, incident, { now: clock.now(), policy }).length > 0,
    );
    await Promise.all(
      due.map(({ key }) =>
        outbox.operate((view, { now }) => {
          const incident = view.incident(key);
          return incident ? keep(view, incident, { now, policy }) : [];
        }),
      ),
    );
    return due.length;
  }
}
