const LEAST_BYTES = 65_536;

/**
 * Bytes that come in pieces, in one place from the beginning: joining tens of megabytes in the end would hold everything
 * else up, and take twice the memory.
 */
export class GrowingBuffer {
  #bytes: Buffer;
  #used = 0;

  /** @param expectedBytes how many will come, as far as is known */
  constructor(expectedBytes = 0) {
    this.#bytes = Buffer.allocUnsafe(Math.max(LEAST_BYTES, expectedBytes));
  }

  get length(): number {
    return this.#used;
  }

  /** What has come so far. It stays as it is while more comes. */
  get filled(): Buffer {
    return this.#bytes.subarray(0, this.#used);
  }

  add(piece: Uint8Array): void {
    const needed = this.#used + piece.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
      this.filled.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#used);
    this.#used = needed;
  }
}
