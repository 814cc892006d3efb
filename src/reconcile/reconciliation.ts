import type { Logger } from 'pino';
import { isBrokenJournal, type JournalError, messageOf } from '../errors.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';
import type { AskedSource } from './asked-source.ts';
import { NO_PAST_ANSWERS } from './compare-with-source.ts';
import { type PassResult, reconcileOnce } from './pass.ts';
import type { RepairDeps } from './repairs.ts';
import { type RepeatingSource, sweepStale } from './sweep-stale.ts';

/** The sources to reconcile with. */
export interface ReconcilePlan {
  readonly asked: readonly (AskedSource & { readonly everyMs: number })[];
  readonly repeating: readonly RepeatingSource[];
}

/** Parts and callbacks of {@link Reconciliation}. */
export interface ReconciliationDeps extends RepairDeps {
  readonly clock: TimerClock;
  readonly log: Logger;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Time for which a source could be heard without a gap, ms. */
  readonly hearableMs: (source: string) => number;
  /** True while new alerts are taken. Without room, reconciliation waits too. */
  readonly hasRoom: () => boolean;
  /** Called after each pass over a source that can be asked. */
  readonly onPass: (source: string, result: PassResult['kind']) => void;
  /** Receives the error when the journal is broken for good. */
  readonly onFailure: (error: JournalError) => void;
}

/** The longest wait before the first pass. */
const FIRST_WITHIN_MS = 5_000;
const STALE_CHECK_MS = { least: 100, most: 60_000 };
/** Share by which each interval varies, so that several agents and sources do not stay in step. */
const JITTER = 0.1;

/**
 * Finds out what no webhook told us. It asks the sources that can be asked for their active alerts, and
 * closes or marks the alarms of other sources that no longer repeat them. States: new -> started -> stopped.
 * Both `start` and `stop` are idempotent, and `stop` is safe before `start`. `use` may come at any time
 * before `stop`.
 */
export class Reconciliation {
  readonly #deps: ReconciliationDeps;
  #plan: ReconcilePlan;
  #loops: readonly PeriodicLoop[] = [];
  #state: 'new' | 'started' | 'stopped' = 'new';
  #ended: Promise<void> = Promise.resolve();

  constructor(deps: ReconciliationDeps, plan: ReconcilePlan) {
    this.#deps = deps;
    this.#plan = plan;
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'started';
    this.#begin();
  }

  /** Changes to another plan, and begins anew with each of its sources. */
  async use(plan: ReconcilePlan): Promise<void> {
    await this.#end();
    this.#plan = plan;
    if (this.#state === 'started') this.#begin();
    if (this.#state === 'stopped') await this.#end();
  }

  /** Interrupts the passes under way. Resolves when they have ended. */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    await this.#end();
  }

  #begin(): void {
    this.#loops = [
      ...this.#plan.asked.map((source) => this.#asking(source)),
      ...this.#plan.repeating.map((source) => this.#sweeping(source)),
    ];
    for (const loop of this.#loops) loop.start();
  }

  /** Ends everything that the plan has begun; one time after the other. */
  #end(): Promise<void> {
    this.#ended = this.#ended.then(() => this.#endNow());
    return this.#ended;
  }

  async #endNow(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
    this.#loops = [];
    await Promise.all(this.#plan.asked.map(({ active }) => active.close()));
    this.#plan = { asked: [], repeating: [] };
  }

  #asking(source: ReconcilePlan['asked'][number]): PeriodicLoop {
    let pastAnswers = NO_PAST_ANSWERS;
    let wasReached = true;
    return this.#loop(source.everyMs, async (signal) => {
      const result = await reconcileOnce(source, { pastAnswers, signal }, this.#deps);
      if (signal.aborted) return;
      pastAnswers = result.pastAnswers;
      this.#deps.onPass(source.name, result.kind);
      this.#logChange(source.name, result, wasReached);
      wasReached = result.kind === 'reconciled';
    });
  }

  #sweeping(source: RepeatingSource): PeriodicLoop {
    const { least, most } = STALE_CHECK_MS;
    const everyMs = Math.min(most, Math.max(least, source.staleAfterMs / 10));
    const { clock, hearableMs } = this.#deps;
    return this.#loop(everyMs, () =>
      sweepStale(source, { now: clock.now(), hearableMs: hearableMs(source.name) }, this.#deps),
    );
  }

  #loop(everyMs: number, round: (signal: AbortSignal) => Promise<void>): PeriodicLoop {
    const { clock, random, hasRoom, onFailure, log } = this.#deps;
    return new PeriodicLoop({
      clock,
      firstAfterMs: Math.min(everyMs, FIRST_WITHIN_MS) * random(),
      everyMs: () => everyMs * (1 - JITTER + 2 * JITTER * random()),
      round: async (signal) => (hasRoom() ? round(signal) : undefined),
      onError(error) {
        if (isBrokenJournal(error)) onFailure(error);
        else log.warn({ err: error }, `reconciliation failed; it is tried again: ${messageOf(error)}`);
      },
    });
  }

  /** Logs when a source can no longer be asked, and when it can again. */
  #logChange(source: string, result: PassResult, wasReached: boolean): void {
    const { log } = this.#deps;
    if (result.kind === 'reconciled') {
      if (!wasReached) log.info({ source }, 'the source lists its active alerts again');
      return;
    }
    const { detail } = result;
    if (wasReached)
      log.warn({ source, detail }, 'could not list the active alerts of a source; retrying at each interval');
  }
}
