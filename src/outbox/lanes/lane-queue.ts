/** Compact the array after this many removals, and only when more than half of it is gone. */
const COMPACT_AFTER = 1024;

/** Queue of lanes by their hash, first in, first out. Both operations cost the same at any length. */
export class LaneQueue {
  #items: number[] = [];
  #taken = 0;

  push(laneHash: number): void {
    this.#items.push(laneHash);
  }

  /** Removes and returns the first lane; undefined when the queue is empty. */
  shift(): number | undefined {
    if (this.#taken === this.#items.length) {
      this.#items = [];
      this.#taken = 0;
      return undefined;
    }
    const laneHash = this.#items[this.#taken++];
    // Stryker disable next-line all: compacting early or late only costs memory.
    if (this.#taken > COMPACT_AFTER && this.#taken * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return laneHash;
  }
}
