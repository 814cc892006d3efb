import type { EntryBody } from '../events/entry.ts';

/**
 * Bodies of pending entries in memory, so that an entry which is delivered at once is never read back from
 * disk. Bounded by bytes: a body that does not fit is read from the journal later.
 */
export class BodyWindow {
  readonly #maxBytes: number;
  readonly #bodies = new Map<number, { readonly body: EntryBody; readonly bytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  offer(id: number, body: EntryBody, bytes: number): void {
    if (this.#bodies.has(id) || this.#bytes + bytes > this.#maxBytes) return;
    this.#bodies.set(id, { body, bytes });
    this.#bytes += bytes;
  }

  get(id: number): EntryBody | undefined {
    return this.#bodies.get(id)?.body;
  }

  drop(id: number): void {
    const kept = this.#bodies.get(id);
    if (!kept) return;
    this.#bodies.delete(id);
    this.#bytes -= kept.bytes;
  }
}
