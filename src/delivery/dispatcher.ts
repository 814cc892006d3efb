import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { BackoffPolicy } from '../outbox/backoff.ts';
import type { Destination } from '../outbox/destination.ts';
import { aboutEntry, type DueEntry, laneOf } from '../outbox/entry.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Outcome } from '../outbox/outcome.ts';
import {
  answered,
  attemptBegan,
  attemptsAllowed,
  type DestinationHealth,
  faulted,
  scopedByOthers,
  UNTRIED,
} from './destination-health.ts';
import { persist } from './persist.ts';
import { RejectionWatch } from './rejection-watch.ts';

/** One finished attempt, for metrics and logs. */
export interface Attempt {
  readonly destination: string;
  readonly entry: DueEntry;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

export interface DispatcherOptions {
  readonly outbox: Outbox;
  readonly destination: Destination;
  readonly clock: Clock;
  readonly random: () => number;
  /** Attempts under way at once, over all destinations. */
  readonly concurrency: number;
  /** Most calls a second; without it there is no limit. */
  readonly requestsPerSecond?: number | undefined;
  /** How long a destination pauses after faults of its own. */
  readonly pause: BackoffPolicy;
  readonly onAttempt: (attempt: Attempt) => void;
  /** Called with an error that should not happen: a bug, or a journal that is broken for good. */
  readonly onError: (error: unknown) => void;
}

/** Looks again this often even when nothing calls for it, so that a lost wake-up costs a second and not an alarm. */
const SWEEP_MS = 1_000;

interface DestinationState {
  health: DestinationHealth;
  readonly rejections: RejectionWatch;
  inFlight: number;
}

/**
 * Takes what is due from the outbox, tries it, and settles it: lanes in parallel, each in order. Decides nothing about
 * entries; it only knows how the destinations are.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #queue: PQueue;
  readonly #destinations = new Map<string, DestinationState>();
  /** When an entry failed last, monotonic ms, for those that failed by the destination's fault. */
  readonly #failedAt = new Map<number, number>();
  readonly #abort = new AbortController();
  #stopWatching: (() => void) | undefined;
  #wake: NodeJS.Timeout | undefined;
  #filling: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { concurrency, requestsPerSecond } = options;
    const rate = requestsPerSecond === undefined ? {} : { interval: 1_000, intervalCap: requestsPerSecond };
    this.#queue = new PQueue({ concurrency, ...rate });
  }

  /** Begins to deliver. Idempotent. */
  start(): void {
    if (this.#stopWatching || this.#stopped) return;
    this.#stopWatching = this.#options.outbox.onChange(() => this.#fill());
    this.#fill();
  }

  /** Tries paused destinations again at once: something that they waited for has changed, such as a key. */
  resume(): void {
    for (const state of this.#destinations.values()) state.health = { ...state.health, pausedUntil: 0 };
    this.#fill();
  }

  /** How each destination is that anything was tried at. */
  health(): ReadonlyMap<string, DestinationHealth> {
    return new Map([...this.#destinations].map(([name, { health }]) => [name, health]));
  }

  /**
   * Takes nothing more, gives the attempts under way `graceMs` to end, then interrupts them; what was interrupted stays
   * pending. Idempotent, and safe before `start`.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#wake);
    this.#stopWatching?.();
    const timer = setTimeout(() => this.#abort.abort(), graceMs);
    await this.#filling;
    this.#queue.clear();
    await this.#queue.onIdle();
    clearTimeout(timer);
  }

  #fill(): void {
    if (this.#filling) {
      this.#again = true;
      return;
    }
    this.#filling = this.#take()
      .catch((error) => this.#options.onError(error))
      .finally(() => {
        this.#filling = undefined;
        if (this.#stopped) return;
        if (this.#again) {
          this.#again = false;
          this.#fill();
        } else this.#wakeLater();
      });
  }

  /** When the next lane is due or the next pause ends, and after a second at the latest. */
  #wakeLater(): void {
    const { clock, outbox } = this.#options;
    const dueAt = outbox.state.due.nextDueAt();
    const waits = [SWEEP_MS, ...(dueAt === undefined ? [] : [dueAt - clock.now()])];
    for (const { health } of this.#destinations.values()) {
      if (health.faults > 0 && !health.probing) waits.push(health.pausedUntil - clock.monotonic());
    }
    clearTimeout(this.#wake);
    this.#wake = setTimeout(() => this.#fill(), Math.max(1, Math.min(...waits)));
  }

  /** Fills the free places, one entry of each destination in turn. */
  async #take(): Promise<void> {
    let found = true;
    while (found) {
      found = false;
      for (const name of this.#options.outbox.state.destinations) {
        if (this.#stopped || this.#queue.pending + this.#queue.size >= this.#options.concurrency) return;
        const state = this.#stateOf(name);
        if (state.inFlight >= attemptsAllowed(state.health, this.#options.clock.monotonic())) continue;
        const entry = await this.#options.outbox.take(name);
        if (!entry) continue;
        found = true;
        state.inFlight += 1;
        state.health = attemptBegan(state.health);
        void this.#queue.add(() => this.#attempt(name, state, entry)).catch(this.#options.onError);
      }
    }
  }

  async #attempt(name: string, state: DestinationState, entry: DueEntry): Promise<void> {
    const { clock, outbox, onAttempt } = this.#options;
    const signal = this.#abort.signal;
    try {
      // Asking for an incident twice makes two: that we are about to ask must outlive us.
      if (entry.body.kind === 'open-incident') await persist(() => outbox.started(entry), signal);
      const beganAt = clock.monotonic();
      const outcome = this.#judge(state, entry, { outcome: await this.#deliver(entry), beganAt });
      onAttempt({ destination: name, entry, outcome, durationMs: clock.monotonic() - beganAt });
      if (signal.aborted && outcome.kind !== 'delivered') return;
      await persist(() => outbox.settle(entry, outcome), signal);
    } catch (error) {
      // Interrupted by a stop: the entry is pending, and is tried again after the next start.
      if (!signal.aborted) throw error;
    } finally {
      state.inFlight -= 1;
      this.#fill();
    }
  }

  async #deliver(entry: DueEntry): Promise<Outcome> {
    try {
      return await this.#options.destination.deliver(entry, this.#abort.signal);
    } catch (error) {
      this.#options.onError(error);
      const detail = `internal error: ${messageOf(error)}`;
      if (entry.body.kind === 'open-incident') return { kind: 'unknown', reason: 'bad-response', detail };
      return { kind: 'retry', reason: 'bad-response', scope: 'entry', detail };
    }
  }

  /** What the outcome says of the destination, and what the destination's health says of the outcome. */
  #judge(state: DestinationState, entry: DueEntry, attempt: { outcome: Outcome; beganAt: number }): Outcome {
    const { clock, pause, random } = this.#options;
    const now = clock.monotonic();
    const { beganAt } = attempt;
    const failedBeforeAt = this.#failedAt.get(entry.id);
    const asIs = this.#watchRejections(state, entry, attempt.outcome);
    const outcome = scopedByOthers(asIs, state.health, { beganAt, failedBeforeAt });
    if (outcome.kind === 'retry' && outcome.scope === 'destination') {
      this.#failedAt.set(entry.id, now);
      state.health = faulted(state.health, outcome, { now, beganAt, backoff: pause, random: random() });
      return outcome;
    }
    this.#failedAt.delete(entry.id);
    if (outcome.kind === 'delivered' || outcome.kind === 'rejected')
      state.health = answered(state.health, now);
    else state.health = { ...state.health, probing: false };
    return outcome;
  }

  #watchRejections(state: DestinationState, entry: DueEntry, outcome: Outcome): Outcome {
    if (outcome.kind !== 'delivered' && outcome.kind !== 'rejected') return outcome;
    state.rejections.note(laneOf(aboutEntry(entry)), outcome.kind, this.#options.clock.monotonic());
    if (outcome.kind === 'delivered' || !state.rejections.isDestinationFault()) return outcome;
    const detail = `refuses too many different alarms to be their fault: ${outcome.detail}`;
    return { kind: 'retry', reason: outcome.reason, scope: 'destination', detail };
  }

  #stateOf(name: string): DestinationState {
    const known = this.#destinations.get(name);
    if (known) return known;
    const made = { health: UNTRIED, rejections: new RejectionWatch(), inFlight: 0 };
    this.#destinations.set(name, made);
    return made;
  }
}
