import PQueue from 'p-queue';
import { isFullJournal, messageOf } from '../errors.ts';
import { type DueEntry, isLook } from '../outbox/events/entry.ts';
import type { Outcome } from '../outbox/events/outcome.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Destination } from '../outbox/ports/destination.ts';
import type { Cancel, TimerClock } from '../time/clock.ts';
import { afterOne, fullBucket } from '../time/token-bucket.ts';
import { attemptBegan, type DestinationHealth, hurried, keptWaiting } from './destination-health.ts';
import {
  type DestinationLoad,
  type DestinationState,
  loadOf,
  mayAttempt,
  msUntilAttempt,
  untried,
} from './destination-state.ts';
import { inTurn, mayTakeSlot } from './fair-turns.ts';
import { judgeOutcome } from './judge-outcome.ts';
import type { KeptWait, KeptWaits } from './kept-waits.ts';
import type { Pace } from './pace.ts';
import { persist } from './persist.ts';
import { Settling } from './settling.ts';

/** One finished attempt, for metrics and logs. */
export interface Attempt {
  readonly destination: string;
  readonly entry: DueEntry;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** Parts and callbacks of a {@link Dispatcher}. */
export interface DispatcherOptions {
  readonly outbox: Pick<Outbox, 'state' | 'onChange' | 'take' | 'started' | 'settle'>;
  readonly destination: Destination;
  readonly clock: TimerClock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly pace: Pace;
  readonly onAttempt: (attempt: Attempt) => void;
  /** Remembers the waits that COC asked for. Default: a restart ends them. */
  readonly waits?: Pick<KeptWaits, 'keep' | 'forget'>;
  /** Called with the number of outcomes that are not stored yet, each time that one finds no room on the disk. */
  readonly onFull?: (waiting: number) => void;
  /** Receives an error that should not happen: a bug, or a journal that is broken for good. */
  readonly onError: (error: unknown) => void;
}

/** True for an attempt that does no harm when it is made twice. */
function mayRepeat(entry: DueEntry): boolean {
  return entry.body.kind === 'report-alarm' || isLook(entry);
}

/** The longest wait until the next look for due entries. A lost wake-up costs a second and not an alarm. */
const SWEEP_MS = 1_000;

/**
 * Takes due entries from the outbox, tries to deliver them, and settles them. Lanes run in parallel, the
 * entries of a lane in order. It decides nothing about entries: it only tracks the health and the limits of
 * destinations.
 *
 * States: new -> started -> stopped. Both `start` and `stop` are idempotent, and `stop` is safe before
 * `start`.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #queue: PQueue;
  readonly #destinations = new Map<string, DestinationState>();
  readonly #abort = new AbortController();
  readonly #settling: Settling;
  #pace: Pace;
  /** The destination that had the last turn. */
  #lastTurn: string | undefined;
  #stopWatching: (() => void) | undefined;
  #cancelWake: Cancel | undefined;
  #filling: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#pace = options.pace;
    // Stryker disable next-line ObjectLiteral: free slots are counted besides, so the queue never holds one back.
    this.#queue = new PQueue({ concurrency: options.pace.concurrency });
    const { signal } = this.#abort;
    this.#settling = new Settling({ ...options, signal, onSettled: () => this.#fill() });
  }

  /** Changes the pace. Limits that a destination has shown to need are kept. */
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

  /** Begins to deliver. */
  start(): void {
    if (this.#stopWatching || this.#stopped) return;
    this.#stopWatching = this.#options.outbox.onChange(() => this.#fill());
    this.#fill();
  }

  /** Holds destinations back that asked for it before this process began. Call it before the start. */
  holdBack(waits: ReadonlyMap<string, KeptWait>): void {
    const now = this.#options.clock.monotonic();
    for (const [name, { leftMs, detail }] of waits)
      this.#stateOf(name).health = keptWaiting(detail, now, leftMs);
  }

  /**
   * Ends the pauses of all destinations, because their cause may be gone: a key was replaced, for example. A wait that
   * COC asked for because of too many calls goes on.
   */
  resume(): void {
    for (const state of this.#destinations.values())
      state.health = { ...state.health, pausedUntil: state.health.askedUntil ?? 0 };
    this.#fill();
  }

  /**
   * Ends the pauses of these destinations, because an operator asks for it. It ends no wait that COC asked for because of
   * too many calls, and the rate stays as it is.
   *
   * @returns the destinations whose pause has ended
   */
  hurry(names: Iterable<string>): readonly string[] {
    const now = this.#options.clock.monotonic();
    const ended: string[] = [];
    for (const name of names) {
      const state = this.#destinations.get(name);
      if (!state) continue;
      const before = state.health.pausedUntil;
      state.health = hurried(state.health, now);
      if (before > now && state.health.pausedUntil <= now) ended.push(name);
    }
    this.#fill();
    return ended;
  }

  /** The health of each destination that was tried, by name. */
  health(): ReadonlyMap<string, DestinationHealth> {
    return new Map([...this.#destinations].map(([name, { health }]) => [name, health]));
  }

  /** The most attempts at once that each destination has shown to bear, by name. */
  limits(): ReadonlyMap<string, number> {
    return new Map([...this.#destinations].map(([name, { adaptive }]) => [name, adaptive.limit]));
  }

  /** What holds back calls to each destination that was tried, by name. */
  loads(): ReadonlyMap<string, DestinationLoad> {
    const now = this.#options.clock.monotonic();
    const { rate } = this.#pace;
    return new Map([...this.#destinations].map(([name, state]) => [name, loadOf(state, rate, now)]));
  }

  /**
   * Begins no new attempt, and gives those under way `graceMs` to end. Then it interrupts them: their entries
   * stay pending.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#cancelWake?.();
    this.#stopWatching?.();
    const cancel = this.#options.clock.after(graceMs, () => this.#abort.abort());
    await this.#filling;
    this.#queue.clear();
    await this.#queue.onIdle();
    await this.#settling.idle();
    cancel();
  }

  #fill(): void {
    if (this.#filling) {
      this.#again = true;
      return;
    }
    this.#filling = this.#take()
      .catch((error) => {
        // An entry that could not be cancelled on a full disk is due again.
        if (!isFullJournal(error)) this.#options.onError(error);
      })
      .finally(() => {
        this.#filling = undefined;
        if (this.#stopped) return;
        if (this.#again) {
          this.#again = false;
          this.#fill();
        } else this.#wakeLater();
      });
  }

  /**
   * Wakes up when the next lane is due, a pause ends or a rate token is there, and after a second at the
   * latest.
   */
  #wakeLater(): void {
    const { clock, outbox } = this.#options;
    const now = clock.monotonic();
    const dueAt = outbox.state.lanes.nextDueAt();
    const waits = [SWEEP_MS, ...(dueAt === undefined ? [] : [dueAt - clock.now()])];
    for (const state of this.#destinations.values()) {
      const wait = msUntilAttempt(state, this.#pace.rate, now);
      if (wait > 0) waits.push(wait);
    }
    this.#cancelWake?.();
    this.#cancelWake = clock.after(Math.max(1, Math.ceil(Math.min(...waits))), () => this.#fill());
  }

  /** Fills the free slots with one entry of each destination in turn. */
  async #take(): Promise<void> {
    let found = true;
    while (found) {
      found = false;
      for (const name of inTurn(this.#options.outbox.state.destinations, this.#lastTurn)) {
        if (this.#stopped || this.#settling.isBehind(this.#pace.concurrency)) return;
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

  /** Counted from the attempts: one that has just ended may still be in the queue, but its slot is free. */
  #freeSlots(): number {
    const taken = [...this.#destinations.values()].map(({ inFlight }) => inFlight);
    return this.#pace.concurrency - taken.reduce((sum, inFlight) => sum + inFlight, 0);
  }

  #mayTake(state: DestinationState): boolean {
    const now = this.#options.clock.monotonic();
    const slots = { slots: this.#pace.concurrency, free: this.#freeSlots() };
    return (
      mayAttempt(state, this.#pace.rate, now) && mayTakeSlot(state, [...this.#destinations.values()], slots)
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
    const { clock, outbox, random, onAttempt, onFull } = this.#options;
    const signal = this.#abort.signal;
    try {
      // A second request opens a second incident, so the journal must know about this one before it is sent.
      if (!mayRepeat(entry))
        await persist(() => outbox.started(entry), { clock, signal, onFull: () => onFull?.(1) });
      const beganAt = clock.monotonic();
      const result = await this.#deliver(entry);
      const now = clock.monotonic();
      const attempt = { entry, outcome: result, beganAt, now };
      const askedBefore = state.health.askedUntil;
      const outcome = judgeOutcome(state, attempt, { pace: this.#pace, random });
      if (state.health.askedUntil !== askedBefore) await this.#keepWait(name, state.health, now);
      onAttempt({ destination: name, entry, outcome, durationMs: now - beganAt });
      if (signal.aborted && outcome.kind !== 'delivered') return;
      this.#settling.begin(entry, outcome);
    } catch (error) {
      // A stop interrupted it: the entry stays pending, and is tried again after the next start.
      if (!signal.aborted) throw error;
    } finally {
      state.inFlight -= 1;
      this.#fill();
    }
  }

  /** Stores the wait before anything else: a process that is killed now must not ask again. */
  async #keepWait(name: string, { askedUntil, lastFault }: DestinationHealth, now: number): Promise<void> {
    const { waits } = this.#options;
    if (askedUntil === undefined) await waits?.forget(name);
    else await waits?.keep(name, { leftMs: askedUntil - now, detail: lastFault?.detail ?? '' });
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

  #stateOf(name: string): DestinationState {
    const known = this.#destinations.get(name);
    if (known) return known;
    const { concurrency, rate } = this.#pace;
    const made = untried(concurrency, rate && fullBucket(rate, this.#options.clock.monotonic()));
    this.#destinations.set(name, made);
    return made;
  }
}
