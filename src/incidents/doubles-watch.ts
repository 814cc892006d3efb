import { noteNumbers } from '../outbox/decide/incidents/doubles.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import { type Incident, isInCoc, lastOpenedAt } from '../outbox/ledger/incident.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { IncidentReader, NumbersReading } from '../outbox/ports/incident-reader.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'decide'>;
  readonly reader: Pick<IncidentReader, 'readNumbers'>;
  readonly clock: TimerClock;
  /** Time after which a call that COC carries out late is in its list, ms. */
  readonly windowMs: () => number;
  /** Receives every reading that failed. It is made again later. */
  readonly onFailure: (failure: Extract<NumbersReading, { kind: 'failed' }>['outcome']) => void;
  /** Receives the error of a result that could not be stored. The numbers are read again later. */
  readonly onError: (error: unknown) => void;
}

interface Progress {
  /** Calls to open it that may have arrived. When there are more, the checks begin anew. */
  readonly asks: number;
  /** Whether COC has it. When that changes, the checks begin anew. */
  readonly inCoc: boolean;
  /** Time at which it was opened or given up, monotonic ms, so that setting the clock brings no check forward. */
  readonly since: number;
  /** Number of {@link CHECKS} that are done. */
  readonly done: number;
  /** Time before which it is not read again, monotonic ms. */
  readonly notBefore: number;
  readonly failures: number;
}

const ROUND_MS = 1_000;
const READINGS_PER_ROUND = 5;
/** Times of the checks, in windows since the incident was opened. */
const CHECKS = [1, 10] as const;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/**
 * Looks for further numbers of the incidents that COC may have opened more often than the agent knows: COC may
 * carry out a call long after the agent gave it up. Each incident is checked twice, and after each start
 * again. States: new -> started -> stopped. Both `start` and `stop` are idempotent, and `stop` is safe before
 * `start`.
 */
export class DoublesWatch {
  readonly #deps: Dependencies;
  readonly #progress = new Map<IncidentKey, Progress>();
  readonly #loop: PeriodicLoop;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    const { clock, onError } = deps;
    const round = (signal: AbortSignal) => this.#round(signal);
    this.#loop = new PeriodicLoop({ clock, everyMs: ROUND_MS, round, onError });
  }

  start(): void {
    this.#loop.start();
  }

  /** Interrupts the reading under way. Resolves when it has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #round(signal: AbortSignal): Promise<void> {
    const doubtful = [...this.#deps.outbox.state.ledger.doubtfulIncidents()];
    this.#follow(doubtful);
    const due = doubtful.filter((one) => this.#isDue(one));
    for (const incident of due.slice(0, READINGS_PER_ROUND)) {
      if (signal.aborted) return;
      await this.#check(incident, signal);
    }
  }

  /** Begins with the incidents that became doubtful, and forgets those that are so no longer. */
  #follow(doubtful: readonly Incident[]): void {
    const keys = new Set(doubtful.map(({ key }) => key));
    for (const key of this.#progress.keys()) if (!keys.has(key)) this.#progress.delete(key);
    for (const incident of doubtful) this.#progress.set(incident.key, this.#progressOf(incident));
  }

  #isDue(incident: Incident): boolean {
    const progress = this.#progressOf(incident);
    return this.#passed(progress) > progress.done && this.#deps.clock.monotonic() >= progress.notBefore;
  }

  /** Number of checks whose time has come. */
  #passed({ since }: Progress): number {
    const { clock, windowMs } = this.#deps;
    const windows = (clock.monotonic() - since) / windowMs();
    return CHECKS.filter((at) => windows >= at).length;
  }

  #progressOf(incident: Incident): Progress {
    const known = this.#progress.get(incident.key);
    const { asks = 0 } = incident;
    const inCoc = isInCoc(incident);
    if (known?.asks === asks && known.inCoc === inCoc) return known;
    const { clock } = this.#deps;
    const since = clock.monotonic() - Math.max(0, clock.now() - lastOpenedAt(incident));
    return { asks, inCoc, since, done: 0, notBefore: 0, failures: 0 };
  }

  async #check(incident: Incident, signal: AbortSignal): Promise<void> {
    const { outbox, reader, clock, onFailure, onError } = this.#deps;
    const { key } = incident;
    const progress = this.#progressOf(incident);
    const passed = this.#passed(progress);
    const reading = await reader.readNumbers(key, signal);
    if (signal.aborted) return;
    if (reading.kind === 'failed') onFailure(reading.outcome);
    const stored =
      reading.kind === 'seen' &&
      (await outbox
        .decide((view) => noteNumbers(view, key, reading.incidentNums))
        .then(
          () => true,
          (error) => {
            onError(error);
            return false;
          },
        ));
    if (stored && reading.complete) {
      this.#progress.set(key, { ...progress, done: passed, notBefore: 0, failures: 0 });
      return;
    }
    const { failures } = progress;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 20));
    this.#progress.set(key, { ...progress, notBefore: clock.monotonic() + waitMs, failures: failures + 1 });
  }
}
