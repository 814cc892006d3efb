import type { DeadLetter, DeadLetters } from '../../outbox/ports/dead-letters.ts';

/** Dead letters in memory only, for tests. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #letters = new Map<string, DeadLetter>();
  readonly #maxBytes: number;

  constructor(maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
  }

  async open(): Promise<void> {
    // All letters are in memory already.
  }

  async keep(letter: DeadLetter): Promise<boolean> {
    if (this.usage().bytes + JSON.stringify(letter).length > this.#maxBytes) return false;
    this.#letters.set(letter.id, letter);
    return true;
  }

  ids(): readonly string[] {
    return [...this.#letters.keys()].reverse();
  }

  async list({ limit, offset }: { limit: number; offset: number }): Promise<readonly DeadLetter[]> {
    return [...this.#letters.values()].reverse().slice(offset, offset + limit);
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    return this.#letters.get(id);
  }

  async discard(id: string): Promise<boolean> {
    return this.#letters.delete(id);
  }

  usage() {
    let bytes = 0;
    for (const letter of this.#letters.values()) bytes += JSON.stringify(letter).length;
    return { letters: this.#letters.size, bytes, maxBytes: this.#maxBytes };
  }
}
