/**
 * The sequence numbers of a segment's pending entries, with one bit for each event of the segment. Adding or
 * removing a number twice has no effect, so that a damaged record can't make the count wrong.
 */
export class PendingSet {
  readonly #first: number;
  #bits = new Uint8Array(64);
  #size = 0;

  /** @param first the smallest number that the set may hold */
  constructor(first: number) {
    this.#first = first;
  }

  get size(): number {
    return this.#size;
  }

  add(seq: number): void {
    const at = seq - this.#first;
    if (at < 0) throw new RangeError(`${seq} is before ${this.#first}`);
    if (at >> 3 >= this.#bits.length) this.#grow((at >> 3) + 1);
    const byte = this.#bits[at >> 3] ?? 0;
    const bit = 1 << (at & 7);
    if ((byte & bit) !== 0) return;
    this.#bits[at >> 3] = byte | bit;
    this.#size += 1;
  }

  delete(seq: number): void {
    const at = seq - this.#first;
    const byte = this.#bits[at >> 3] ?? 0;
    const bit = 1 << (at & 7);
    if (at < 0 || (byte & bit) === 0) return;
    this.#bits[at >> 3] = byte & ~bit;
    this.#size -= 1;
    // A segment without pending entries keeps no memory for them.
    if (this.#size === 0) this.#bits = new Uint8Array(0);
  }

  #grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, this.#bits.length * 2));
    grown.set(this.#bits);
    this.#bits = grown;
  }
}
