import type { DeadLetter, DeadLetters } from '../../outbox/ports/dead-letters.ts';
import type { Gap } from '../../outbox/ports/gap.ts';

/** Dead letters in memory only, for tests. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #deadLetters = new Map<string, DeadLetter>();
  readonly #maxBytes: number;

  constructor(maxBytes = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
  }

  async open(): Promise<void> {
    // All dead letters are in memory already.
  }

  async keep(deadLetter: DeadLetter): Promise<boolean> {
    if (this.usage().bytes + JSON.stringify(deadLetter).length > this.#maxBytes) return false;
    this.#deadLetters.set(deadLetter.id, deadLetter);
    return true;
  }

  ids(): readonly string[] {
    return [...this.#deadLetters.keys()].reverse();
  }

  async list({ limit, offset }: { limit: number; offset: number }): Promise<readonly DeadLetter[]> {
    return [...this.#deadLetters.values()].reverse().slice(offset, offset + limit);
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    return this.#deadLetters.get(id);
  }

  async discard(id: string): Promise<boolean> {
    return this.#deadLetters.delete(id);
  }

  gaps(): readonly Gap[] {
    return [];
  }

  usage() {
    let bytes = 0;
    for (const deadLetter of this.#deadLetters.values()) bytes += JSON.stringify(deadLetter).length;
    return { letters: this.#deadLetters.size, bytes, maxBytes: this.#maxBytes };
  }
}
