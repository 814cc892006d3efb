import type { AlarmLevel } from '../../alerts/alert.ts';
import type { EventRef } from '../ports/journal.ts';

/** What the index holds of one pending entry: 40 bytes, no strings. */
export interface PendingEntry extends EventRef {
  /** {@link hash53} of its lane. */
  readonly lane: number;
  /** When the next attempt may start, epoch ms; 0 for at once. */
  readonly dueAt: number;
  readonly attempts: number;
  /** Number of its destination in the state's table of names. */
  readonly destination: number;
  readonly level: AlarmLevel;
  /** An attempt may have arrived, and COC would not know a second one. */
  readonly uncertain: boolean;
  /** Refused once: the next refusal confirms it. */
  readonly refused: boolean;
  /** It only says again what COC knows: everything else goes first. */
  readonly low: boolean;
}

/** What the flags hold of an entry. */
type Flagged = Pick<PendingEntry, 'level' | 'uncertain' | 'refused' | 'low'>;

/** Which entries go first when there is a queue. */
export type Urgency = 'critical' | 'normal' | 'low';

const LEVELS: readonly AlarmLevel[] = ['Critical', 'Major', 'Minor', 'Info'];
const LEVEL_MASK = 0b11;
const UNCERTAIN = 0b100;
const REFUSED = 0b1000;
const LOW = 0b10000;
const NONE = -1;

/** The flags of an entry in one byte, as the index files hold them too. */
export function packFlags({ level, uncertain, refused, low }: Flagged): number {
  return LEVELS.indexOf(level) | (uncertain ? UNCERTAIN : 0) | (refused ? REFUSED : 0) | (low ? LOW : 0);
}

/** Reads what {@link packFlags} wrote. */
export function unpackFlags(flags: number): Flagged {
  return {
    level: LEVELS[flags & LEVEL_MASK] ?? 'Major',
    uncertain: (flags & UNCERTAIN) !== 0,
    refused: (flags & REFUSED) !== 0,
    low: (flags & LOW) !== 0,
  };
}

/** A table of pending entries in typed arrays. A slot is its row: it stays the entry's until it is removed. */
export class PendingIndex {
  #capacity = 1024;
  #seq = new Float64Array(this.#capacity);
  #lane = new Float64Array(this.#capacity);
  #dueAt = new Float64Array(this.#capacity);
  #segment = new Uint32Array(this.#capacity);
  #offset = new Uint32Array(this.#capacity);
  /** The next slot of the same lane, or of the free list. */
  #next = new Int32Array(this.#capacity);
  #attempts = new Uint16Array(this.#capacity);
  #flags = new Uint8Array(this.#capacity);
  #destination = new Uint8Array(this.#capacity);
  #used = 0;
  #free = NONE;
  #size = 0;

  /** How many entries are pending. */
  get size(): number {
    return this.#size;
  }

  add(entry: PendingEntry): number {
    const slot = this.#takeSlot();
    this.#seq[slot] = entry.seq;
    this.#lane[slot] = entry.lane;
    this.#segment[slot] = entry.segment;
    this.#offset[slot] = entry.offset;
    this.#next[slot] = NONE;
    this.#destination[slot] = entry.destination;
    this.update(slot, entry);
    return slot;
  }

  /** Changes what an attempt may change. */
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
      lane: this.lane(slot),
      dueAt: this.dueAt(slot),
      segment: this.segment(slot),
      offset: this.offset(slot),
      attempts: this.#attempts[slot] ?? 0,
      destination: this.destination(slot),
      ...unpackFlags(this.#flags[slot] ?? 0),
    };
  }

  seq(slot: number): number {
    return this.#seq[slot] ?? NONE;
  }

  lane(slot: number): number {
    return this.#lane[slot] ?? 0;
  }

  segment(slot: number): number {
    return this.#segment[slot] ?? 0;
  }

  offset(slot: number): number {
    return this.#offset[slot] ?? 0;
  }

  dueAt(slot: number): number {
    return this.#dueAt[slot] ?? 0;
  }

  setDueAt(slot: number, dueAt: number): void {
    this.#dueAt[slot] = dueAt;
  }

  uncertain(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & UNCERTAIN) !== 0;
  }

  destination(slot: number): number {
    return this.#destination[slot] ?? 0;
  }

  urgency(slot: number): Urgency {
    const flags = this.#flags[slot] ?? 0;
    if ((flags & LOW) !== 0) return 'low';
    return (flags & LEVEL_MASK) === 0 ? 'critical' : 'normal';
  }

  /** Whether it was refused once. */
  refused(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & REFUSED) !== 0;
  }

  next(slot: number): number {
    return this.#next[slot] ?? NONE;
  }

  link(slot: number, next: number): void {
    this.#next[slot] = next;
  }

  /** The slots of entries whose bodies stand in one segment, in no particular order. */
  slotsIn(segment: number): readonly number[] {
    const found: number[] = [];
    // A plain loop over two typed arrays: this runs for every sealed segment, over everything that waits.
    for (let slot = 0; slot < this.#used; slot++) {
      if (this.#segment[slot] === segment && this.#seq[slot] !== NONE) found.push(slot);
    }
    return found;
  }

  /** The slots in use, in no particular order. */
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
    this.#segment = grown(this.#segment, new Uint32Array(this.#capacity));
    this.#offset = grown(this.#offset, new Uint32Array(this.#capacity));
    this.#next = grown(this.#next, new Int32Array(this.#capacity));
    this.#attempts = grown(this.#attempts, new Uint16Array(this.#capacity));
    this.#flags = grown(this.#flags, new Uint8Array(this.#capacity));
    this.#destination = grown(this.#destination, new Uint8Array(this.#capacity));
  }
}

function grown<T extends Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array>(
  from: T,
  to: T,
): T {
  to.set(from);
  return to;
}
