interface Dependencies {
  readonly everyMs: number;
  readonly round: () => Promise<unknown>;
  /** Called with what a round throws; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
}

/**
 * Makes rounds, one after the other. States: new -> started -> stopped; idempotent, and stopping is safe before starting.
 */
export class PeriodicLoop {
  readonly #deps: Dependencies;
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  start(): void {
    const { everyMs, round, onError } = this.#deps;
    this.#timer ??= setInterval(() => {
      this.#last = this.#last.then(round).catch(onError);
    }, everyMs);
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }
}
