import type { Decision } from '../outbox/decide/decision.ts';
import { coverAgain } from '../outbox/decide/incidents/cover-again.ts';
import { incidentsToKeep, keepIncident } from '../outbox/decide/incidents/keep-incident.ts';
import { noteHindered } from '../outbox/decide/incidents/note-hindered.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import { hash53 } from '../outbox/events/hash.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';
import { askLapsed } from './ask-lapsed.ts';
import { HinderedSteps } from './hindered-steps.ts';

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'decide' | 'alarmsOf'>;
  readonly clock: TimerClock;
  readonly policy: () => OutboxPolicy;
  /** True where COC takes remarks on incidents, as far as is known. */
  readonly tells: () => boolean;
  /** Receives the error of a round that could not be stored. Its steps are due again in the next round. */
  readonly onError: (error: unknown) => void;
}

const ROUND_MS = 1_000;
/** Incidents that share one commit, with the alarms that need another one. Webhooks wait no longer than for these. */
const BATCH = 50;
/** Each incident is looked at for remarks once in so many rounds, so that this costs little however many alarms it has. */
const ROUNDS_PER_LOOK = 60;

/**
 * Leads the incidents that are open in COC to their end. Once a second it stores what is due: that all alarms
 * of an incident are over, its next step, its war room, or another one for those that fire after it has ended. Once a
 * minute it tells the people of each what is new. States: new -> started -> stopped. Both `start` and `stop` are
 * idempotent, and `stop` is safe before `start`.
 */
export class IncidentKeeper {
  readonly #deps: Dependencies;
  readonly #loop: PeriodicLoop;
  readonly #hindered = new HinderedSteps();
  #rounds = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    const { clock, onError } = deps;
    const round = (signal: AbortSignal) => this.#round(signal);
    this.#loop = new PeriodicLoop({ clock, everyMs: ROUND_MS, round, onError });
  }

  start(): void {
    this.#loop.start();
  }

  /** Resolves when the round under way has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Decides once about every followed incident, and about every alarm that needs another one, inside the commits. */
  async #round(signal: AbortSignal): Promise<void> {
    const { outbox, clock } = this.#deps;
    const policy = this.#deps.policy();
    const turn = this.#rounds++ % ROUNDS_PER_LOOK;
    const tells = (key: IncidentKey) => this.#deps.tells() && hash53(key) % ROUNDS_PER_LOOK === turn;
    const keys = incidentsToKeep(outbox.state.ledger);
    const hindered = this.#hindered.overdue(outbox.state.ledger, keys, clock.monotonic());
    if (hindered.length > 0)
      await outbox.decide(
        ...hindered.map(
          (key): Decision =>
            (view) =>
              noteHindered(view, key),
        ),
      );
    for (let at = 0; at < keys.length && !signal.aborted; at += BATCH) {
      const batch = keys.slice(at, at + BATCH);
      // The others go on where the reports can't be read now.
      const asked = askLapsed(outbox, batch, { now: clock.now(), policy, signal });
      const lapsed = await asked.catch((error: unknown) => {
        this.#deps.onError(error);
        return [];
      });
      const keeps = batch.map((key): Decision => {
        return (view, at) => keepIncident(view, key, { ...at, policy, tells: tells(key) });
      });
      // All alarms of an incident in one commit: so the next one that they share tells of all of them.
      const covers = lapsed.map((alarm): Decision => {
        return (view, at) => coverAgain(view, alarm, { ...at, policy });
      });
      await outbox.decide(...keeps, ...covers);
    }
  }
}
