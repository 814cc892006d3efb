import type { Logger } from 'pino';
import { isBrokenJournal, type JournalError, messageOf } from '../errors.ts';
import type { Metrics } from '../observability/metrics.ts';
import { UNWATCHED } from '../outbox/decide/compare-with-source.ts';
import { RepeatedLoop } from './asking-loop.ts';
import { type AskedSource, type PassResult, reconcileOnce } from './pass.ts';
import type { RepairDeps } from './repairs.ts';
import { lastHeardAt, type RepeatingSource, sweepStale } from './stale.ts';

/** What is reconciled, by the configuration in force. */
export interface ReconcilePlan {
  readonly asked: readonly (AskedSource & { readonly everyMs: number })[];
  readonly repeating: readonly RepeatingSource[];
}

/** What reconciliation works with. */
export interface ReconciliationDeps extends RepairDeps {
  readonly metrics: Pick<Metrics, 'reconcileFailures' | 'reconcileLastSuccess'>;
  readonly log: Logger;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Whether new alerts are taken: without room, what is missing is looked for later. */
  readonly hasRoom: () => boolean;
  /** Called when nothing can be stored any more. */
  readonly onFailure: (error: JournalError) => void;
}

/** The first pass comes this soon after the start. */
const FIRST_WITHIN_MS = 5_000;
const STALE_LOOK_MS = { least: 100, most: 60_000 };

/**
 * Keeps our picture of what fires true where webhooks can't: asks the sources that can be asked, and gives up on alerts
 * of the others of which nothing is heard. States: new -> started -> stopped; `use` may come at any time before the stop,
 * and begins everything anew. Idempotent; stopping is safe before starting.
 */
export class Reconciliation {
  readonly #deps: ReconciliationDeps;
  readonly #hearing: { readonly startedAt: number; readonly heardUntil: number };
  #plan: ReconcilePlan;
  #loops: readonly RepeatedLoop[] = [];
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(deps: ReconciliationDeps, plan: ReconcilePlan) {
    this.#deps = deps;
    this.#plan = plan;
    const startedAt = deps.clock.now();
    this.#hearing = { startedAt, heardUntil: lastHeardAt(deps.outbox.state.ledger) };
  }

  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'started';
    this.#begin();
  }

  /** Follows another configuration. */
  async use(plan: ReconcilePlan): Promise<void> {
    const wasStarted = this.#state === 'started';
    await this.#end();
    this.#plan = plan;
    if (wasStarted) this.#begin();
  }

  /** Gives up what is under way; resolves when that has ended. */
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

  async #end(): Promise<void> {
    await Promise.all(this.#loops.map((loop) => loop.stop()));
    this.#loops = [];
    await Promise.all(this.#plan.asked.map(({ active }) => active.close()));
    this.#plan = { asked: [], repeating: [] };
  }

  #asking(source: ReconcilePlan['asked'][number]): RepeatedLoop {
    let watch = UNWATCHED;
    let reached = true;
    return this.#loop(source.everyMs, async (signal) => {
      const result = await reconcileOnce(source, { watch, signal }, this.#deps);
      if (signal.aborted) return;
      watch = result.watch;
      this.#note(source.name, result, reached);
      reached = result.kind === 'reconciled';
    });
  }

  #sweeping(source: RepeatingSource): RepeatedLoop {
    const { least, most } = STALE_LOOK_MS;
    const everyMs = Math.min(most, Math.max(least, source.staleAfterMs / 10));
    return this.#loop(everyMs, () => sweepStale(source, this.#hearing, this.#deps));
  }

  #loop(everyMs: number, run: (signal: AbortSignal) => Promise<void>): RepeatedLoop {
    const { random, hasRoom, onFailure, log } = this.#deps;
    return new RepeatedLoop({
      everyMs,
      firstWithinMs: Math.min(everyMs, FIRST_WITHIN_MS),
      random,
      run: async (signal) => (hasRoom() ? run(signal) : undefined),
      onError(error) {
        if (isBrokenJournal(error)) onFailure(error);
        else log.warn({ err: error }, `reconciliation failed, and is tried again: ${messageOf(error)}`);
      },
    });
  }

  #note(source: string, result: PassResult, reached: boolean): void {
    const { metrics, log, clock } = this.#deps;
    if (result.kind === 'reconciled') {
      metrics.reconcileLastSuccess.set({ source }, clock.now() / 1_000);
      if (!reached) log.info({ source }, 'the source says again what is active');
      return;
    }
    metrics.reconcileFailures.inc({ source });
    const { detail } = result;
    if (reached)
      log.warn({ source, detail }, 'the source does not say what is active; asked again and again');
  }
}
