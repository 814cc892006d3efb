import type { TimerClock } from '../time/clock.ts';
import type { BodySizes } from './body-sizes.ts';
import { freeHeapBytes } from './memory-limit.ts';
import { SharedRoom } from './shared-room.ts';

/** Memory for one body. */
export interface BodyLease {
  /** Takes room for an announced size before the first byte; waits when the body is large. False when there is none. */
  announce(bytes: number): boolean | Promise<boolean>;
  /**
   * Takes room for a body that has this size by now, and may have `most` in the end. Returns the size for which there is
   * room now: `bytes`, or `most` at once, or 0.
   */
  grow(bytes: number, most: number): number | Promise<number>;
  /** Gives everything back. Idempotent. */
  release(): void;
}

/** Whether a sender has shown its credentials. One that signs has not, until its whole body is there. */
export type Trust = 'verified' | 'unverified';

/** Time for which a large body waits for room, and for its turn, ms. Together: senders wait ten seconds or more. */
const WAIT_MS = 5_000;
/**
 * Heap that the work on a large body takes, in bodies. Measured: 8 for real bodies of Alertmanager, 10 with Chinese texts,
 * when V8 has to collect its garbage at once.
 */
const HEAP_IN_BODIES = 10;
/** Time between two looks whether the heap has room again, ms. */
const LOOK_EVERY_MS = 250;
/** Part of the room for small bodies that unverified ones may take. */
const UNVERIFIED_PART = 0.5;

/**
 * The memory for the bodies of all requests.
 *
 * Large bodies have a room of their own, so that however many there are, small ones are served. A large body takes its
 * whole size at once: bodies that each had a part would wait for each other. Bodies of unverified senders take from the
 * same rooms, but only a part of them: one large body at a time, and half of the room for small ones.
 */
export class BodyRoom {
  readonly #sizes: () => BodySizes;
  readonly #clock: TimerClock;
  readonly #small: SharedRoom;
  readonly #smallUnverified: SharedRoom;
  readonly #large: SharedRoom;
  readonly #largeUnverified: SharedRoom;
  /** The beginnings of large bodies that did not announce their size, and wait. */
  readonly #begun: SharedRoom;
  /** Work on a large body takes many times its size, so one is worked on at a time. */
  readonly #turn: SharedRoom;

  readonly #freeHeap: () => number;

  /** @param freeHeap bytes that the heap may still grow by */
  constructor(sizes: () => BodySizes, clock: TimerClock, freeHeap: () => number = freeHeapBytes) {
    this.#sizes = sizes;
    this.#freeHeap = freeHeap;
    this.#clock = clock;
    this.#small = new SharedRoom(() => sizes().smallRoomBytes, clock);
    this.#smallUnverified = new SharedRoom(() => sizes().smallRoomBytes * UNVERIFIED_PART, clock);
    this.#large = new SharedRoom(() => sizes().largeRoomBytes, clock);
    this.#largeUnverified = new SharedRoom(() => sizes().largestBytes, clock);
    this.#begun = new SharedRoom(() => sizes().smallRoomBytes, clock);
    this.#turn = new SharedRoom(() => 1, clock);
  }

  /** Memory for one body, of which nothing is taken yet. */
  lease(trust: Trust): RoomLease {
    const unverified = trust === 'unverified';
    return new RoomLease({
      small: unverified ? [this.#smallUnverified, this.#small] : [this.#small],
      large: unverified ? [this.#largeUnverified, this.#large] : [this.#large],
      begun: this.#begun,
      turn: this.#turn,
      freeHeap: this.#freeHeap,
      smallBytes: this.#sizes().smallBytes,
      largestBytes: this.#sizes().largestBytes,
      clock: this.#clock,
    });
  }
}

interface Rooms {
  /** The one for unverified bodies first, where the body is one of them; the same order everywhere. */
  readonly small: readonly SharedRoom[];
  readonly large: readonly SharedRoom[];
  readonly begun: SharedRoom;
  readonly turn: SharedRoom;
  readonly freeHeap: () => number;
  readonly smallBytes: number;
  readonly largestBytes: number;
  readonly clock: TimerClock;
}

/** What one body has taken. States: small -> large -> released; each may be left out. */
export class RoomLease implements BodyLease {
  readonly #rooms: Rooms;
  readonly #waitsUntil: number;
  /** Bytes taken from each room. */
  readonly #held = new Map<SharedRoom, number>();
  #small: readonly SharedRoom[];
  #large: readonly SharedRoom[];
  #isLarge = false;
  #released = false;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
    this.#small = rooms.small;
    this.#large = rooms.large;
    this.#waitsUntil = rooms.clock.monotonic() + WAIT_MS;
  }

  announce(bytes: number): boolean | Promise<boolean> {
    return bytes <= this.#rooms.smallBytes || this.#becomeLarge(bytes);
  }

  grow(bytes: number, most: number): number | Promise<number> {
    if (this.#isLarge) return most;
    if (bytes > this.#rooms.smallBytes) return this.#becomeLarge(most).then((taken) => (taken ? most : 0));
    const [held = 0] = this.#small.map((room) => this.#held.get(room));
    return bytes <= held || this.#takeSmall(bytes - held) ? bytes : 0;
  }

  /** Takes room for inflating a body; waits when its inflated size is large. False when there is none. */
  inflate(how: 'to-small' | 'to-large'): boolean | Promise<boolean> {
    if (this.#isLarge) return true;
    const { smallBytes, largestBytes } = this.#rooms;
    return how === 'to-small' ? this.#takeSmall(smallBytes) : this.#becomeLarge(largestBytes);
  }

  /**
   * Waits until a large body of this size may be worked on; a small one may be at once. False when its turn did not come
   * in time, or when what else the agent holds leaves too little of the heap.
   */
  takeTurn(bytes: number): boolean | Promise<boolean> {
    const { turn } = this.#rooms;
    if (!this.#isLarge || this.#held.has(turn)) return true;
    return this.#wait(turn, 1).then((taken) => taken && this.#waitForHeap(bytes));
  }

  async #waitForHeap(bytes: number): Promise<boolean> {
    const { clock, freeHeap } = this.#rooms;
    while (freeHeap() < bytes * HEAP_IN_BODIES) {
      if (this.#released || clock.monotonic() >= this.#waitsUntil) return false;
      await new Promise<void>((resolve) => {
        clock.after(LOOK_EVERY_MS, resolve);
      });
    }
    return true;
  }

  /** Counts no longer as unverified. */
  verified(): void {
    for (const room of [...this.#small.slice(0, -1), ...this.#large.slice(0, -1)]) this.#give(room);
    this.#small = this.#small.slice(-1);
    this.#large = this.#large.slice(-1);
  }

  release(): void {
    this.#released = true;
    for (const room of [...this.#held.keys()]) this.#give(room);
  }

  #takeSmall(bytes: number): boolean {
    const taken: SharedRoom[] = [];
    for (const room of this.#small) {
      if (!room.take(bytes)) {
        for (const each of taken) each.give(bytes);
        return false;
      }
      taken.push(room);
    }
    for (const room of taken) this.#held.set(room, (this.#held.get(room) ?? 0) + bytes);
    return true;
  }

  /** What a waiting body has read so far does not take room from small bodies. */
  async #becomeLarge(bytes: number): Promise<boolean> {
    const { begun, smallBytes } = this.#rooms;
    if (this.#small.some((room) => this.#held.has(room))) {
      if (!begun.take(smallBytes)) return false;
      this.#held.set(begun, smallBytes);
      for (const room of this.#small) this.#give(room);
    }
    for (const room of this.#large) if (!(await this.#wait(room, bytes))) return false;
    this.#isLarge = true;
    this.#give(begun);
    return true;
  }

  async #wait(room: SharedRoom, bytes: number): Promise<boolean> {
    const taken = await room.wait(bytes, Math.max(0, this.#waitsUntil - this.#rooms.clock.monotonic()));
    if (!taken) return false;
    if (this.#released) {
      room.give(bytes);
      return false;
    }
    this.#held.set(room, bytes);
    return true;
  }

  #give(room: SharedRoom): void {
    const bytes = this.#held.get(room);
    this.#held.delete(room);
    if (bytes !== undefined) room.give(bytes);
  }
}
