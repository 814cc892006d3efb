/** A named action for the stop of the program. */
interface Teardown {
  readonly name: string;
  readonly undo: () => Promise<void>;
}

/** The started parts of the program. A stop undoes them in the opposite order. */
export class Lifecycle {
  readonly #teardowns: Teardown[] = [];
  readonly #onError: (name: string, error: unknown) => void;
  #stopping: Promise<void> | undefined;

  constructor(onError: (name: string, error: unknown) => void) {
    this.#onError = onError;
  }

  /** Registers how to undo what was just started. */
  onStop(name: string, undo: () => Promise<void>): void {
    this.#teardowns.push({ name, undo });
  }

  /** Undoes everything, the last part first. A failure is reported and does not stop the rest. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#undoAll();
    return this.#stopping;
  }

  async #undoAll(): Promise<void> {
    for (let last = this.#teardowns.pop(); last; last = this.#teardowns.pop()) {
      try {
        await last.undo();
      } catch (error) {
        this.#onError(last.name, error);
      }
    }
  }
}
