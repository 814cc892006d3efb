import PQueue from 'p-queue';
import { messageOf } from '../errors.ts';
import { aboutEntry, type DueEntry, laneOf } from '../outbox/events/entry.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { BackoffPolicy } from '../outbox/lanes/backoff.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Destination } from '../outbox/ports/destination.ts';
import type { Clock } from '../time/clock.ts';
import { afterOne, fullBucket, type Rate } from '../time/token-bucket.ts';
import { afterOverload, afterSuccess } from './adaptive-limit.ts';
import {
  answered,
  attemptBegan,
  type DestinationHealth,
  faulted,
  scopedByOthers,
} from './destination-health.ts';
import { type DestinationState, mayAttempt, msUntilAttempt, untried } from './destination-state.ts';
import { inTurn, mayTakePlace } from './fair-turns.ts';
import { persist } from './persist.ts';
import { Settling } from './settling.ts';

/** One finished attempt, for metrics and logs. */
export interface Attempt {
  readonly destination: string;
  readonly entry: DueEntry;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** How fast to deliver. May change while it runs. */
export interface Pace {
  /** Attempts under way at once, over all destinations. */
  readonly concurrency: number;
  /** Most attempts a second at each destination; without it there is no limit. */
  readonly rate?: Rate | undefined;
  /** How long a destination pauses after faults of its own. */
  readonly pause: BackoffPolicy;
}

export interface DispatcherOptions {
  readonly outbox: Outbox;
  readonly destination: Destination;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pace: Pace;
  readonly onAttempt: (attempt: Attempt) => void;
  /** Called with an error that should not happen: a bug, or a journal that is broken for good. */
  readonly onError: (error: unknown) => void;
}

/** Looks again this often even when nothing calls for it, so that a lost wake-up costs a second and not an alarm. */
const SWEEP_MS = 1_000;

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
  readonly #settling: Settling;
  #pace: Pace;
  /** The destination that had its turn last. */
  #lastTurn: string | undefined;
  #stopWatching: (() => void) | undefined;
  #wake: NodeJS.Timeout | undefined;
  #filling: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#pace = options.pace;
    this.#queue = new PQueue({ concurrency: options.pace.concurrency });
    const { signal } = this.#abort;
    this.#settling = new Settling({ ...options, signal, onSettled: () => this.#fill() });
  }

  /** Delivers at another pace from now on. What the destinations are known to stand is kept. */
  usePace(pace: Pace): void {
    const now = this.#options.clock.monotonic();
    this.#pace = pace;
    this.#queue.concurrency = pace.concurrency;
    for (const state of this.#destinations.values()) {
      const limit = Math.min(state.adaptive.limit, pace.concurrency);
      state.adaptive = { ...state.adaptive, limit };
      state.bucket = pace.rate && fullBucket(pace.rate, now);
    }
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

  /** How many attempts each destination may have under way, as it has shown to stand. */
  limits(): ReadonlyMap<string, number> {
    return new Map([...this.#destinations].map(([name, { adaptive }]) => [name, adaptive.limit]));
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
    await this.#settling.idle();
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

  /** When the next lane is due, the next pause ends or the next call may be made, and after a second at the latest. */
  #wakeLater(): void {
    const { clock, outbox } = this.#options;
    const now = clock.monotonic();
    const dueAt = outbox.state.lanes.nextDueAt();
    const waits = [SWEEP_MS, ...(dueAt === undefined ? [] : [dueAt - clock.now()])];
    for (const state of this.#destinations.values()) {
      const wait = msUntilAttempt(state, this.#pace.rate, now);
      if (wait > 0) waits.push(wait);
    }
    clearTimeout(this.#wake);
    this.#wake = setTimeout(() => this.#fill(), Math.max(1, Math.ceil(Math.min(...waits))));
  }

  /** Fills the free places, one entry of each destination in turn. */
  async #take(): Promise<void> {
    let found = true;
    while (found) {
      found = false;
      for (const name of inTurn(this.#options.outbox.state.destinations, this.#lastTurn)) {
        if (this.#stopped || this.#freePlaces() <= 0 || this.#settling.isBehind(this.#pace.concurrency))
          return;
        const state = this.#stateOf(name);
        if (!this.#mayTake(state)) continue;
        const entry = await this.#options.outbox.take(name);
        if (!entry) continue;
        found = true;
        this.#lastTurn = name;
        this.#begin(name, state, entry);
      }
    }
  }

  /** An attempt that has just ended may still be in the queue, but its place is free. */
  #freePlaces(): number {
    const places = [...this.#destinations.values()].map(({ inFlight }) => inFlight);
    return this.#pace.concurrency - places.reduce((sum, inFlight) => sum + inFlight, 0);
  }

  #mayTake(state: DestinationState): boolean {
    const now = this.#options.clock.monotonic();
    const places = { places: this.#pace.concurrency, free: this.#freePlaces() };
    return (
      mayAttempt(state, this.#pace.rate, now) && mayTakePlace(state, [...this.#destinations.values()], places)
    );
  }

  #begin(name: string, state: DestinationState, entry: DueEntry): void {
    const { rate } = this.#pace;
    const now = this.#options.clock.monotonic();
    state.inFlight += 1;
    state.health = attemptBegan(state.health);
    if (rate) state.bucket = afterOne(state.bucket ?? fullBucket(rate, now), rate, now);
    void this.#queue.add(() => this.#attempt(name, state, entry)).catch(this.#options.onError);
  }

  async #attempt(name: string, state: DestinationState, entry: DueEntry): Promise<void> {
    const { clock, outbox, onAttempt } = this.#options;
    const signal = this.#abort.signal;
    try {
      // Asking for an incident twice makes two, and a step twice is refused: that we are about to ask must outlive us.
      if (entry.body.kind !== 'report-alarm') await persist(() => outbox.started(entry), signal);
      const beganAt = clock.monotonic();
      const outcome = this.#judge(state, entry, { outcome: await this.#deliver(entry), beganAt });
      onAttempt({ destination: name, entry, outcome, durationMs: clock.monotonic() - beganAt });
      if (signal.aborted && outcome.kind !== 'delivered') return;
      this.#settling.begin(entry, outcome);
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
      if (entry.body.kind !== 'report-alarm') return { kind: 'unknown', reason: 'bad-response', detail };
      return { kind: 'retry', reason: 'bad-response', scope: 'entry', detail };
    }
  }

  /** What the outcome says of the destination, and what the destination's health says of the outcome. */
  #judge(state: DestinationState, entry: DueEntry, attempt: { outcome: Outcome; beganAt: number }): Outcome {
    const now = this.#options.clock.monotonic();
    const { beganAt } = attempt;
    const failedBeforeAt = this.#failedAt.get(entry.id);
    const asIs = this.#watchRejections(state, entry, attempt.outcome);
    const outcome = scopedByOthers(asIs, state.health, { beganAt, failedBeforeAt });
    const slower = this.#adapt(state, outcome, { beganAt, now });
    if (outcome.kind === 'retry' && outcome.scope === 'destination') {
      this.#failedAt.set(entry.id, now);
      if (slower && outcome.reason === 'throttled' && outcome.afterMs === undefined)
        state.health = { ...state.health, probing: false };
      else state.health = this.#faulted(state.health, outcome, { now, beganAt });
      return outcome;
    }
    this.#failedAt.delete(entry.id);
    if (outcome.kind === 'delivered' || outcome.kind === 'rejected')
      state.health = answered(state.health, now);
    else state.health = { ...state.health, probing: false };
    return outcome;
  }

  #faulted(
    health: DestinationHealth,
    outcome: Extract<Outcome, { kind: 'retry' }>,
    at: { now: number; beganAt: number },
  ): DestinationHealth {
    return faulted(health, outcome, { ...at, backoff: this.#pace.pause, random: this.#options.random() });
  }

  /** Whether the destination gets by with fewer attempts at once from now on, so that it need not pause. */
  #adapt(state: DestinationState, outcome: Outcome, at: { now: number; beganAt: number }): boolean {
    if (outcome.kind === 'delivered') {
      state.adaptive = afterSuccess(state.adaptive, this.#pace.concurrency);
      return false;
    }
    if (outcome.reason !== 'throttled' && outcome.reason !== 'timeout') return false;
    const could = state.adaptive.limit > 1;
    state.adaptive = afterOverload(state.adaptive, at);
    return could;
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
    const { concurrency, rate } = this.#pace;
    const made = untried(concurrency, rate && fullBucket(rate, this.#options.clock.monotonic()));
    this.#destinations.set(name, made);
    return made;
  }
}
