import { LaneQueue } from './lane-queue.ts';
import type { EntryStatus, LaneReader } from './lane-reader.ts';
import { MinHeap } from './min-heap.ts';
import { ownWaitOf } from './own-wait.ts';
import type { Urgency } from './pending-entry.ts';
import type { PendingIndex } from './pending-index.ts';

interface Lane {
  head: number;
  tail: number;
  /** Destination of all its entries, or {@link EVERY}. */
  readonly destination: number;
  /** Next lane of the same name. */
  beside: Lane | undefined;
  /** Its head is in flight. */
  inFlight: boolean;
  /** Its head was sent, or may have been sent before the start. */
  tried: boolean;
  /** COC may have taken its head by an attempt before the one that is under way. */
  mayBeTaken: boolean;
  /** COC certainly did not take its head by any attempt so far. */
  untaken: boolean;
  /** The time of its head had not come at the start, and has not come since. */
  waits: boolean;
  /** No entry may be taken, because the content is about to change. */
  reserved: boolean;
  /** Number of its entries by urgency. A lane is as urgent as its most urgent entry. */
  readonly holds: Record<Urgency, number>;
  /** Its current queue. A lane that turns up in another queue has moved since. */
  queue: LaneQueue | undefined;
}

const NO_SLOT = -1;
/** Destination of a lane whose entries may go to any. */
const EVERY = -1;

function urgencyOf({ holds }: Lane): Urgency {
  if (holds.critical > 0) return 'critical';
  return holds.normal > 0 ? 'normal' : 'low';
}

/**
 * Order in which entries may be tried. Only the head of a lane can be due, and one entry of a lane is in
 * flight at a time. A lane whose head is due waits in a queue of its destination. Each destination has three
 * queues: lanes with a Critical entry go first, lanes that hold only reassertions go last, and so does a lane whose
 * head may have been carried out: looking for it may hang, and nothing new may wait for that. All other lanes wait
 * in a heap by time.
 *
 * An alarm has a lane of its own at each integration, all under the hash of its name: what waits for one key holds up
 * nothing at another. An incident has one lane for all its calls.
 */
export class DueLanes implements LaneReader {
  readonly #index: PendingIndex;
  readonly #isApart: (destination: number) => boolean;
  /** First lane of each name. */
  readonly #lanes = new Map<number, Lane>();
  #count = 0;
  readonly #queues = new Map<number, Readonly<Record<Urgency, LaneQueue>>>();
  readonly #later = new MinHeap();

  /** @param isApart tells whether entries for a destination, by its number, have lanes of their own */
  constructor(index: PendingIndex, isApart: (destination: number) => boolean) {
    this.#index = index;
    this.#isApart = isApart;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a new entry at the end of its lane. */
  add(slot: number, now: number): void {
    const hash = this.#index.lane(slot);
    const lane = this.#laneOf(slot);
    if (!lane) {
      this.#schedule(hash, this.#begin(hash, slot), now);
      return;
    }
    this.#index.link(lane.tail, slot);
    lane.tail = slot;
    const before = urgencyOf(lane);
    lane.holds[this.#index.urgency(slot)] += 1;
    // Stryker disable next-line LogicalOperator: a lane that is queued twice is taken once.
    if (urgencyOf(lane) !== before && !lane.inFlight) this.#schedule(hash, lane, now);
  }

  /** Begins a lane with its first entry. */
  #begin(hash: number, slot: number): Lane {
    const holds = { critical: 0, normal: 0, low: 0 };
    const idle = { inFlight: false, tried: false, waits: false, reserved: false };
    const unsent = { mayBeTaken: false, untaken: false, queue: undefined };
    const about = { destination: this.#destinationOf(slot), beside: this.#lanes.get(hash) };
    const made: Lane = { head: slot, tail: slot, ...about, holds, ...idle, ...unsent };
    holds[this.#index.urgency(slot)] = 1;
    this.#lanes.set(hash, made);
    this.#count += 1;
    return made;
  }

  holds(laneHash: number, destination?: number): boolean {
    return this.#named(laneHash, destination) !== undefined;
  }

  headOf(laneHash: number): number | undefined {
    const lane = this.#lanes.get(laneHash);
    return lane && this.#index.seq(lane.head);
  }

  isBusy(laneHash: number, destination?: number): boolean {
    const lane = this.#named(laneHash, destination);
    return lane !== undefined && (lane.inFlight || lane.reserved);
  }

  /** True while the head of a lane is in flight. */
  isInFlight(laneHash: number, destination?: number): boolean {
    return this.#named(laneHash, destination)?.inFlight === true;
  }

  /** Finds the slot of an entry by its sequence number; undefined when it is not pending. */
  find(laneHash: number, seq: number): number | undefined {
    return this.#placeOf(laneHash, seq)?.slot;
  }

  /** Slots of the lanes of a name, lane by lane, head first. */
  *slotsOf(laneHash: number): IterableIterator<number> {
    for (const lane of this.#lanesOf(laneHash)) yield* this.#slotsIn(lane);
  }

  *#slotsIn({ head }: Lane): IterableIterator<number> {
    let slot = head;
    while (slot !== NO_SLOT) {
      // What is done with this one may remove it.
      const next = this.#index.next(slot);
      yield slot;
      slot = next;
    }
  }

  #placeOf(laneHash: number, seq: number): { readonly lane: Lane; readonly slot: number } | undefined {
    for (const lane of this.#lanesOf(laneHash))
      for (const slot of this.#slotsIn(lane)) if (this.#index.seq(slot) === seq) return { lane, slot };
    return undefined;
  }

  /**
   * Takes the next due entry of a destination and marks its lane as in flight; undefined when there is none.
   */
  take(destination: number, now: number): number | undefined {
    this.#promote(now);
    const queues = this.#queues.get(destination);
    if (!queues) return undefined;
    for (const queue of [queues.critical, queues.normal, queues.low]) {
      for (let hash = queue.shift(); hash !== undefined; hash = queue.shift()) {
        const lane = this.#queuedIn(queue, hash);
        if (!lane || lane.inFlight) continue;
        lane.queue = undefined;
        if (lane.reserved) continue;
        lane.inFlight = true;
        lane.mayBeTaken = lane.tried && !lane.waits && !lane.untaken;
        lane.tried = true;
        lane.waits = false;
        return lane.head;
      }
    }
    return undefined;
  }

  /**
   * Ends an attempt after which the entry stays. Its lane waits for the entry's due time, behind the others.
   */
  release(slot: number, now: number): void {
    const lane = this.#laneOf(slot);
    if (lane?.head !== slot) return;
    lane.inFlight = false;
    this.#schedule(this.#index.lane(slot), lane, now);
  }

  /** Removes a settled entry from its lane. Its slot may be removed from the index afterwards. */
  remove(slot: number, now: number): void {
    const lane = this.#laneOf(slot);
    if (!lane) return;
    lane.holds[this.#index.urgency(slot)] -= 1;
    if (lane.head !== slot) {
      this.#unlink(lane, slot);
      return;
    }
    lane.head = this.#index.next(slot);
    lane.inFlight = false;
    lane.tried = false;
    lane.untaken = false;
    lane.waits = false;
    const hash = this.#index.lane(slot);
    if (lane.head === NO_SLOT) this.#end(hash, lane);
    else this.#schedule(hash, lane, now);
  }

  /** Removes a lane without entries. */
  #end(hash: number, ended: Lane): void {
    this.#count -= 1;
    const first = this.#lanes.get(hash);
    if (first !== ended) {
      for (const lane of this.#lanesOf(hash)) if (lane.beside === ended) lane.beside = ended.beside;
    } else if (ended.beside) this.#lanes.set(hash, ended.beside);
    else this.#lanes.delete(hash);
  }

  /** True when COC may have taken an entry, the head of its lane that is in flight again, by an earlier attempt. */
  mayBeTaken(laneHash: number, seq: number): boolean {
    return this.#headedBy(laneHash, seq)?.mayBeTaken === true;
  }

  /** Notes a failed attempt of the head of a lane, by which COC may have taken it, or not. */
  noteFailure(laneHash: number, seq: number, untaken: boolean): void {
    const lane = this.#headedBy(laneHash, seq);
    if (lane) lane.untaken = untaken && !lane.mayBeTaken;
  }

  /** Marks the head of a lane as tried, if it is this entry. */
  markTried(laneHash: number, seq: number): void {
    const lane = this.#headedBy(laneHash, seq);
    if (lane) lane.tried = true;
  }

  /** Marks the heads of all lanes as tried. Called at a start: the last process may have sent them. */
  markHeadsTried(now: number): void {
    for (const hash of this.#lanes.keys())
      for (const lane of this.#lanesOf(hash)) {
        lane.tried = true;
        lane.untaken = false;
        lane.waits = this.#index.attempts(lane.head) === 0 && this.#index.dueAt(lane.head) > now;
      }
  }

  /** Status of an entry. Entries behind a refused head count as tried, because they may leave with it. */
  status(laneHash: number, seq: number): EntryStatus {
    const place = this.#placeOf(laneHash, seq);
    if (!place) return 'absent';
    const { lane, slot } = place;
    if (slot !== lane.head) return this.#index.refused(lane.head) ? 'tried' : 'untried';
    if (lane.waits) return 'waiting';
    if (lane.untaken && !lane.inFlight) return 'untaken';
    return lane.tried ? 'tried' : 'untried';
  }

  /** Blocks the lanes of these names until they are freed, because their content is about to change. */
  reserve(laneHashes: Iterable<number>): void {
    for (const hash of laneHashes) for (const lane of this.#lanesOf(hash)) lane.reserved = true;
  }

  /** Opens reserved lanes again, after the change was made or given up. */
  free(laneHashes: Iterable<number>, now: number): void {
    for (const hash of laneHashes)
      for (const lane of this.#lanesOf(hash)) {
        if (!lane.reserved) continue;
        lane.reserved = false;
        if (!lane.inFlight && lane.queue === undefined) this.#schedule(hash, lane, now);
      }
  }

  nextDueAt(): number | undefined {
    return this.#later.peek()?.key;
  }

  /** Moves all waits by a step of the wall clock, ms, so that each lasts as long as planned. */
  shiftWaits(stepMs: number, now: number): void {
    this.#retime((dueAt) => (dueAt > 0 ? Math.max(1, dueAt + stepMs) : dueAt), now);
  }

  /**
   * Shortens waits that would end after this time, epoch ms: they were planned by a clock that was ahead, by so much at
   * least.
   */
  endWaitsBy(latest: number, { now, aheadMs }: { readonly now: number; readonly aheadMs: number }): void {
    const planned = (dueAt: number) => Math.min(Math.max(1, dueAt - aheadMs), latest);
    this.#retime((dueAt) => (dueAt > latest ? planned(dueAt) : dueAt), now);
  }

  /**
   * Delays every entry that may have arrived at least until this time, epoch ms. An earlier look-up may not
   * see the earlier attempt yet.
   */
  delayUncertain(earliest: number, now: number): void {
    this.#retime((dueAt, slot) => (this.#index.uncertain(slot) ? Math.max(dueAt, earliest) : dueAt), now);
  }

  /**
   * Ends the waits of these destinations' entries for another attempt after a failure. All other waits stay: a held
   * recovery, the second attempt after a refusal, and the look for what may have arrived.
   *
   * @param destinations - their numbers
   * @returns the number of waits that have ended, by the number of the destination
   */
  endBackoffs(destinations: ReadonlySet<number>, now: number): ReadonlyMap<number, number> {
    const ended = new Map<number, number>();
    this.#retime((dueAt, slot) => {
      const number = this.#index.destination(slot);
      if (dueAt <= now || !destinations.has(number)) return dueAt;
      if (ownWaitOf(this.#index.get(slot), now) !== 'backoff') return dueAt;
      ended.set(number, (ended.get(number) ?? 0) + 1);
      return now;
    }, now);
    return ended;
  }

  #retime(change: (dueAt: number, slot: number) => number, now: number): void {
    for (const slot of this.#index.slots()) {
      const dueAt = this.#index.dueAt(slot);
      const changed = change(dueAt, slot);
      if (changed === dueAt) continue;
      this.#index.setDueAt(slot, changed);
      const lane = this.#laneOf(slot);
      if (lane?.head !== slot || lane.inFlight) continue;
      if (lane.queue === undefined || changed > now) this.#schedule(this.#index.lane(slot), lane, now);
    }
  }

  #unlink(lane: Lane, slot: number): void {
    let before = lane.head;
    while (before !== NO_SLOT && this.#index.next(before) !== slot) before = this.#index.next(before);
    if (before === NO_SLOT) return;
    this.#index.link(before, this.#index.next(slot));
    if (lane.tail === slot) lane.tail = before;
  }

  #schedule(hash: number, lane: Lane, now: number): void {
    const dueAt = this.#index.dueAt(lane.head);
    if (dueAt > now) {
      lane.queue = undefined;
      this.#later.push(dueAt, hash);
      return;
    }
    const queues = this.#queuesOf(this.#index.destination(lane.head));
    lane.queue = queues[this.#index.uncertain(lane.head) ? 'low' : urgencyOf(lane)];
    lane.queue.push(hash);
  }

  #promote(now: number): void {
    for (let next = this.#later.peek(); next && next.key <= now; next = this.#later.peek()) {
      this.#later.pop();
      for (const lane of this.#lanesOf(next.value)) {
        const isDue = this.#index.dueAt(lane.head) <= now;
        if (isDue && !lane.inFlight && lane.queue === undefined) this.#schedule(next.value, lane, now);
      }
    }
  }

  *#lanesOf(hash: number): IterableIterator<Lane> {
    let lane = this.#lanes.get(hash);
    while (lane) {
      // What is done with this one may end it.
      const { beside } = lane;
      yield lane;
      lane = beside;
    }
  }

  /** Lane of a name, for entries of a destination; without that, the first one. */
  #named(hash: number, destination?: number): Lane | undefined {
    const first = this.#lanes.get(hash);
    if (destination === undefined) return first;
    const wanted = this.#isApart(destination) ? destination : EVERY;
    for (let lane = first; lane; lane = lane.beside) if (lane.destination === wanted) return lane;
    return undefined;
  }

  #laneOf(slot: number): Lane | undefined {
    return this.#named(this.#index.lane(slot), this.#index.destination(slot));
  }

  #headedBy(hash: number, seq: number): Lane | undefined {
    for (const lane of this.#lanesOf(hash)) if (this.#index.seq(lane.head) === seq) return lane;
    return undefined;
  }

  #queuedIn(queue: LaneQueue, hash: number): Lane | undefined {
    for (const lane of this.#lanesOf(hash)) if (lane.queue === queue) return lane;
    return undefined;
  }

  #destinationOf(slot: number): number {
    const destination = this.#index.destination(slot);
    return this.#isApart(destination) ? destination : EVERY;
  }

  #queuesOf(destination: number) {
    const known = this.#queues.get(destination);
    if (known) return known;
    const made = { critical: new LaneQueue(), normal: new LaneQueue(), low: new LaneQueue() };
    this.#queues.set(destination, made);
    return made;
  }
}
