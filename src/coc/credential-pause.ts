import type { CallOutcome } from '../outbox/events/outcome.ts';
import type { Clock } from '../time/clock.ts';
import { isKept, type RefusalMemory } from './kept-refusals.ts';

type Refused = Extract<CallOutcome, { kind: 'retry' }>;

interface Pause {
  /** Monotonic ms. */
  readonly until: number;
  readonly pauseMs: number;
  readonly outcome: Refused;
}

/** Pauses that an operator may end within the length of one. With the agent's own try that stays below a lock. */
const MOST_HURRIES = 2;

/** Reasons whose end is not in the operator's hand: COC locked the key, or asked for the wait. */
const NOT_TO_HURRY: ReadonlySet<string> = new Set(['key-locked', 'throttled']);

/**
 * The pause after credentials were refused, which belongs to one version of them. A restart does not end it, nor does a
 * clock that is set; other credentials and an operator do.
 */
export class CredentialPause {
  readonly #clock: Clock;
  readonly #memory: RefusalMemory | undefined;
  #version: string | undefined;
  #recalling: Promise<void> | undefined;
  #pause: Pause | undefined;
  /** Times at which an operator ended a pause, epoch ms. */
  // Stryker disable next-line ArrayDeclaration: turning to the first version empties it.
  #hurries: readonly number[] = [];

  constructor(clock: Clock, memory?: RefusalMemory) {
    this.#clock = clock;
    this.#memory = memory;
  }

  /**
   * Turns to these credentials. The promise, if there is one, resolves when it is known whether they were refused
   * before.
   */
  turnTo(version: string): Promise<void> | undefined {
    if (version === this.#version) return this.#recalling;
    this.#version = version;
    this.#pause = undefined;
    this.#hurries = [];
    this.#recalling = this.#memory && this.#recall(version, this.#memory);
    return this.#recalling;
  }

  /** The refusal, with the rest of the pause; undefined when the credentials may be tried. */
  outcome(): Refused | undefined {
    const leftMs = (this.#pause?.until ?? 0) - this.#clock.monotonic();
    if (this.#pause && leftMs > 0) return { ...this.#pause.outcome, afterMs: Math.ceil(leftMs) };
    return undefined;
  }

  /** Begins a pause. It is durable when this resolves. */
  async begin(outcome: Refused, pauseMs: number): Promise<void> {
    const pause = { until: this.#clock.monotonic() + pauseMs, pauseMs, outcome };
    this.#pause = pause;
    await this.#keep(pause, pauseMs);
  }

  /** Notes that the credentials were accepted. */
  async end(): Promise<void> {
    this.#pause = undefined;
    this.#hurries = [];
    await this.#memory?.forget();
  }

  /** Lets an operator end the pause: no wait that COC asked for, and not so often that it would lock the credentials. */
  hurry(): void {
    const pause = this.#pause;
    if (!pause || !this.outcome() || NOT_TO_HURRY.has(pause.outcome.reason)) return;
    const now = this.#clock.now();
    const recent = this.#hurries.filter((at) => Math.abs(now - at) < pause.pauseMs);
    if (recent.length >= MOST_HURRIES) return;
    this.#hurries = [...recent, now];
    this.#pause = { ...pause, until: this.#clock.monotonic() };
    void this.#keep(pause, 0);
  }

  async #recall(version: string, memory: RefusalMemory): Promise<void> {
    const kept = await memory.recall();
    if (version !== this.#version) return;
    this.#recalling = undefined;
    if (!kept || this.#pause) return;
    const { until, pauseMs, reason, detail, hurries } = kept;
    // A clock that was ahead must not make the pause longer.
    const leftMs = Math.min(until - this.#clock.now(), pauseMs);
    const outcome: Refused = { kind: 'retry', reason, scope: 'destination', detail };
    this.#hurries = hurries;
    this.#pause = { until: this.#clock.monotonic() + leftMs, pauseMs, outcome };
  }

  async #keep({ pauseMs, outcome }: Pause, leftMs: number): Promise<void> {
    const { reason, detail } = outcome;
    if (!isKept(reason)) return;
    const until = this.#clock.now() + leftMs;
    await this.#memory?.keep({ until, pauseMs, reason, detail, hurries: [...this.#hurries] });
  }
}
