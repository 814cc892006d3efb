import { follow } from '../outbox/decide/incidents/note-manual-change.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { BackoffPolicy } from '../outbox/lanes/backoff.ts';
import type { Incident, IncidentInCoc } from '../outbox/ledger/incident.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { IncidentReader, IncidentReading } from '../outbox/ports/incident-reader.ts';
import type { Clock } from '../time/clock.ts';

/** How often incidents are looked at, and how old may be what COC shows. */
export interface FollowPace extends BackoffPolicy {
  readonly lagMs: number;
}

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'operate'>;
  readonly reader: IncidentReader;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly pace: () => FollowPace;
  /** Called with every look that failed. */
  readonly onFailure: (failure: Extract<IncidentReading, { kind: 'failed' }>['outcome']) => void;
  /** Called with what kept a look from being stored; it is looked again later. */
  readonly onError: (error: unknown) => void;
}

/** When an incident is looked at next (monotonic ms), and how long the wait before that was. */
interface Turn {
  readonly at: number;
  readonly waitMs: number;
}

const ROUND_MS = 1_000;
const LOOKS_A_ROUND = 20;
const AT_ONCE = 4;
/** An incident at which nothing happens is looked at ever more rarely. */
const GROWTH = 1.5;

/**
 * Follows the incidents that are open in COC: looks at each from time to time, and stores what people did with it. Looks
 * are spread; one that fails makes all wait. States: new -> started -> stopped; idempotent, and stopping is safe before
 * starting.
 */
export class IncidentFollower {
  readonly #deps: Dependencies;
  readonly #turns = new Map<IncidentKey, Turn & { readonly state: Incident['state'] }>();
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<unknown> | undefined;
  #pausedUntil = 0;
  #failures = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#round ??= this.round()
        .catch(this.#deps.onError)
        .finally(() => {
          this.#round = undefined;
        });
    }, ROUND_MS);
  }

  /** Interrupts the looks under way; resolves when they have ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#abort.abort();
    await this.#round;
  }

  /** Looks at the incidents whose turn it is. Answers at how many. */
  async round(): Promise<number> {
    const now = this.#deps.clock.monotonic();
    if (now < this.#pausedUntil) return 0;
    const due = this.#due(now).slice(0, LOOKS_A_ROUND);
    for (let i = 0; i < due.length && this.#failures === 0; i += AT_ONCE)
      await Promise.all(due.slice(i, i + AT_ONCE).map((incident) => this.#look(incident)));
    const [first] = due;
    // After a failure one look is enough to find out whether it is over.
    if (first && this.#failures > 0 && this.#pausedUntil <= now) await this.#look(first);
    return due.length;
  }

  #due(now: number): readonly IncidentInCoc[] {
    const followed = [...this.#deps.outbox.state.ledger.followedIncidents()];
    if (this.#turns.size > followed.length * 2) this.#turns.clear();
    return followed
      .filter(({ step }) => step === undefined)
      .map((incident) => ({ incident, at: this.#turnOf(incident, now).at }))
      .filter(({ at }) => at <= now)
      .sort((a, b) => a.at - b.at)
      .map(({ incident }) => incident);
  }

  /** An incident whose state is new to us is looked at after the shortest wait, spread so that not all are at once. */
  #turnOf({ key, state }: IncidentInCoc, now: number): Turn {
    const known = this.#turns.get(key);
    if (known?.state === state) return known;
    const { initialMs } = this.#deps.pace();
    const turn = { at: now + initialMs * (0.5 + this.#deps.random() / 2), waitMs: initialMs, state };
    this.#turns.set(key, turn);
    return turn;
  }

  async #look(incident: IncidentInCoc): Promise<void> {
    const { outbox, reader, clock, pace, onFailure, onError } = this.#deps;
    const { key, incidentNum, state } = incident;
    const askedAt = clock.now();
    const reading = await reader.readIncident(incidentNum, this.#abort.signal);
    if (this.#abort.signal.aborted) return;
    const { initialMs, maxMs, lagMs } = pace();
    const now = clock.monotonic();
    const waitMs = Math.min(maxMs, (this.#turns.get(key)?.waitMs ?? initialMs) * GROWTH);
    this.#turns.set(key, { at: now + waitMs * (0.9 + this.#deps.random() / 5), waitMs, state });
    if (reading.kind === 'failed') {
      onFailure(reading.outcome);
      if (reading.outcome.kind !== 'retry' || reading.outcome.scope !== 'destination') return;
      this.#pausedUntil = now + Math.min(maxMs, initialMs * 2 ** Math.min(this.#failures++, 20));
      return;
    }
    this.#failures = 0;
    await outbox
      .operate((view) => follow(view, { key, state: reading.state, askedAt }, { lagMs }))
      .catch(onError);
  }
}
