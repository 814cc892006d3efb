import type { RecordRef } from '../ports/record-ref.ts';
import {
  type Flagged,
  isRefused,
  isUncertain,
  type PendingEntry,
  packFlags,
  type Urgency,
  unpackFlags,
  urgencyOfFlags,
} from './pending-entry.ts';

const NONE = -1;

/**
 * Table of pending entries in typed arrays. A slot is a row of the table; an entry keeps its slot until it is
 * removed.
 */
export class PendingIndex {
  #capacity = 1024;
  #seq = new Float64Array(this.#capacity);
  #lane = new Float64Array(this.#capacity);
  #dueAt = new Float64Array(this.#capacity);
  #ref = new BigUint64Array(this.#capacity);
  /** Next slot of the same lane, or of the free list. */
  #next = new Int32Array(this.#capacity);
  #attempts = new Uint16Array(this.#capacity);
  #flags = new Uint8Array(this.#capacity);
  #destination = new Uint8Array(this.#capacity);
  #used = 0;
  #free = NONE;
  #size = 0;

  /** Number of pending entries. */
  get size(): number {
    return this.#size;
  }

  add(entry: PendingEntry): number {
    const slot = this.#takeSlot();
    this.#seq[slot] = entry.seq;
    this.#lane[slot] = entry.lane;
    this.#ref[slot] = entry.ref;
    this.#next[slot] = NONE;
    this.#destination[slot] = entry.destination;
    this.update(slot, entry);
    return slot;
  }

  /** Updates the fields that an attempt may change. */
  update(slot: number, entry: Flagged & Pick<PendingEntry, 'dueAt' | 'attempts'>): void {
    this.#dueAt[slot] = entry.dueAt;
    this.#attempts[slot] = Math.min(entry.attempts, 0xffff);
    this.#flags[slot] = packFlags(entry);
  }

  remove(slot: number): void {
    this.#seq[slot] = NONE;
    this.#next[slot] = this.#free;
    this.#free = slot;
    this.#size -= 1;
  }

  get(slot: number): PendingEntry {
    return {
      seq: this.seq(slot),
      ref: this.ref(slot),
      lane: this.lane(slot),
      dueAt: this.dueAt(slot),
      attempts: this.attempts(slot),
      destination: this.destination(slot),
      ...unpackFlags(this.#flags[slot] ?? 0),
    };
  }

  seq(slot: number): number {
    return this.#seq[slot] ?? NONE;
  }

  ref(slot: number): RecordRef {
    return (this.#ref[slot] ?? 0n) as RecordRef;
  }

  lane(slot: number): number {
    return this.#lane[slot] ?? 0;
  }

  attempts(slot: number): number {
    return this.#attempts[slot] ?? 0;
  }

  dueAt(slot: number): number {
    return this.#dueAt[slot] ?? 0;
  }

  setDueAt(slot: number, dueAt: number): void {
    this.#dueAt[slot] = dueAt;
  }

  uncertain(slot: number): boolean {
    return isUncertain(this.#flags[slot] ?? 0);
  }

  destination(slot: number): number {
    return this.#destination[slot] ?? 0;
  }

  urgency(slot: number): Urgency {
    return urgencyOfFlags(this.#flags[slot] ?? 0);
  }

  /** True when the entry was refused once. */
  refused(slot: number): boolean {
    return isRefused(this.#flags[slot] ?? 0);
  }

  next(slot: number): number {
    return this.#next[slot] ?? NONE;
  }

  link(slot: number, next: number): void {
    this.#next[slot] = next;
  }

  /** Slots of the entries with sequence numbers from `first` to `last`, in no particular order. */
  slotsBetween(first: number, last: number): readonly number[] {
    const found: number[] = [];
    // A plain loop over a typed array is fast. It runs over all pending entries, at each checkpoint.
    for (let slot = 0; slot < this.#used; slot++) {
      const seq = this.seq(slot);
      if (seq >= first && seq <= last) found.push(slot);
    }
    return found;
  }

  /** Slots in use, in no particular order. */
  *slots(): IterableIterator<number> {
    for (let slot = 0; slot < this.#used; slot++) if (this.#seq[slot] !== NONE) yield slot;
  }

  #takeSlot(): number {
    this.#size += 1;
    if (this.#free !== NONE) {
      const slot = this.#free;
      this.#free = this.next(slot);
      return slot;
    }
    if (this.#used === this.#capacity) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#seq = grown(this.#seq, new Float64Array(this.#capacity));
    this.#lane = grown(this.#lane, new Float64Array(this.#capacity));
    this.#dueAt = grown(this.#dueAt, new Float64Array(this.#capacity));
    const ref = new BigUint64Array(this.#capacity);
    ref.set(this.#ref);
    this.#ref = ref;
    this.#next = grown(this.#next, new Int32Array(this.#capacity));
    this.#attempts = grown(this.#attempts, new Uint16Array(this.#capacity));
    this.#flags = grown(this.#flags, new Uint8Array(this.#capacity));
    this.#destination = grown(this.#destination, new Uint8Array(this.#capacity));
  }
}

function grown<T extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
