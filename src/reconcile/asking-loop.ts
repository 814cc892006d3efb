import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';

/** What is done again and again. */
export interface Repeated {
  readonly everyMs: number;
  /** The longest wait before the first time, so that not all begin at once. */
  readonly firstWithinMs: number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Ends soon after the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** How far the intervals differ, each way, so that several agents and sources do not stay in step. */
const JITTER = 0.1;

/**
 * Does something at intervals, one time after the other. States: new -> started -> stopped; idempotent, and stopping is
 * safe before starting.
 */
export class RepeatedLoop {
  readonly #what: Repeated;
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(what: Repeated) {
    this.#what = what;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { everyMs, firstWithinMs, random, run, onError } = this.#what;
    const { signal } = this.#ending;
    let waitMs = firstWithinMs * random();
    while (await elapsed(waitMs, signal)) {
      try {
        await run(signal);
      } catch (error) {
        onError(error);
      }
      waitMs = everyMs * (1 - JITTER + 2 * JITTER * random());
    }
  }
}

/** Whether the time has passed, rather than the wait been given up. */
async function elapsed(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw new Error(`a timer failed: ${messageOf(error)}`, { cause: error });
  }
}
