import { MinHeap } from './min-heap.ts';
import type { Urgency } from './pending-entry.ts';
import type { PendingIndex } from './pending-index.ts';

/** `absent`: it does not wait yet, or any more; `tried`: it was, may have been, or is about to leave with another. */
export type EntryStatus = 'absent' | 'untried' | 'tried';

interface Lane {
  head: number;
  tail: number;
  /** Its head is being tried. */
  inFlight: boolean;
  /** Its head was tried, or may have been before the start. */
  tried: boolean;
  /** Nothing of it is taken: what it holds is about to change. */
  reserved: boolean;
  /** How many entries of each urgency it holds: it is as urgent as the most urgent of them. */
  readonly holds: Record<Urgency, number>;
  /** The queue that it stands in; a lane found in any other has moved since. */
  queue: LaneQueue | undefined;
}

/** First in, first out, of lanes by their hash. */
class LaneQueue {
  #items: number[] = [];
  #taken = 0;

  push(lane: number): void {
    this.#items.push(lane);
  }

  shift(): number | undefined {
    if (this.#taken === this.#items.length) {
      this.#items = [];
      this.#taken = 0;
      return undefined;
    }
    const lane = this.#items[this.#taken++];
    if (this.#taken > 1024 && this.#taken * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return lane;
  }
}

const NO_SLOT = -1;

function urgencyOf({ holds }: Lane): Urgency {
  if (holds.critical > 0) return 'critical';
  return holds.normal > 0 ? 'normal' : 'low';
}

/** The lanes as everybody but the outbox sees them. A lane is found by its {@link hash53}. */
export interface LaneReader {
  /** Lanes with something in them. */
  readonly count: number;
  /** Whether anything waits in a lane. */
  holds(laneHash: number): boolean;
  /** Whether the head of a lane is being tried, or about to change. */
  isBusy(laneHash: number): boolean;
  /** The sequence number of a lane's head; undefined when the lane is empty. */
  headOf(laneHash: number): number | undefined;
  /** When the next waiting lane becomes due, epoch ms; undefined when none waits for its time. */
  nextDueAt(): number | undefined;
}

/**
 * The order in which entries may be tried. An entry waits in its lane; only a lane's head is ever due, and while it is in flight
 * nothing else of the lane is. Lanes whose head is due stand in the queue of their destination, Critical ones in one
 * that is served first, mere re-assertions in one that is served last; the others wait in a heap by time.
 */
export class DueLanes implements LaneReader {
  readonly #index: PendingIndex;
  readonly #lanes = new Map<number, Lane>();
  readonly #queues = new Map<number, Readonly<Record<Urgency, LaneQueue>>>();
  readonly #later = new MinHeap();

  constructor(index: PendingIndex) {
    this.#index = index;
  }

  get count(): number {
    return this.#lanes.size;
  }

  /** Puts a new entry at the end of its lane. */
  add(slot: number, now: number): void {
    const hash = this.#index.lane(slot);
    const lane = this.#lanes.get(hash);
    if (!lane) {
      const holds = { critical: 0, normal: 0, low: 0 };
      const idle = { inFlight: false, tried: false, reserved: false, queue: undefined };
      const made: Lane = { head: slot, tail: slot, holds, ...idle };
      holds[this.#index.urgency(slot)] = 1;
      this.#lanes.set(hash, made);
      this.#schedule(hash, made, now);
      return;
    }
    this.#index.link(lane.tail, slot);
    lane.tail = slot;
    const before = urgencyOf(lane);
    lane.holds[this.#index.urgency(slot)] += 1;
    if (urgencyOf(lane) !== before && !lane.inFlight) this.#schedule(hash, lane, now);
  }

  holds(laneHash: number): boolean {
    return this.#lanes.has(laneHash);
  }

  headOf(laneHash: number): number | undefined {
    const lane = this.#lanes.get(laneHash);
    return lane && this.#index.seq(lane.head);
  }

  isBusy(laneHash: number): boolean {
    const lane = this.#lanes.get(laneHash);
    return lane !== undefined && (lane.inFlight || lane.reserved);
  }

  /** The slot of a lane's entry by its sequence number; undefined when it is not pending. */
  find(laneHash: number, seq: number): number | undefined {
    for (const slot of this.slotsOf(laneHash)) if (this.#index.seq(slot) === seq) return slot;
    return undefined;
  }

  /** The slots of a lane, its head first. */
  *slotsOf(laneHash: number): IterableIterator<number> {
    let slot = this.#lanes.get(laneHash)?.head ?? NO_SLOT;
    while (slot !== NO_SLOT) {
      const next = this.#index.next(slot);
      yield slot;
      slot = next;
    }
  }

  /** Takes the next due entry of a destination and marks its lane as in flight; undefined when there is none. */
  take(destination: number, now: number): number | undefined {
    this.#promote(now);
    const queues = this.#queues.get(destination);
    if (!queues) return undefined;
    for (const queue of [queues.critical, queues.normal, queues.low]) {
      for (let hash = queue.shift(); hash !== undefined; hash = queue.shift()) {
        const lane = this.#lanes.get(hash);
        if (lane?.queue !== queue || lane.inFlight) continue;
        lane.queue = undefined;
        if (lane.reserved) continue;
        lane.inFlight = true;
        lane.tried = true;
        return lane.head;
      }
    }
    return undefined;
  }

  /** The attempt is over and the entry stays: its lane waits until the entry's due time, behind the others. */
  release(slot: number, now: number): void {
    const hash = this.#index.lane(slot);
    const lane = this.#lanes.get(hash);
    if (lane?.head !== slot) return;
    lane.inFlight = false;
    this.#schedule(hash, lane, now);
  }

  /** The entry is settled: it leaves its lane. Its slot may be removed from the index afterwards. */
  remove(slot: number, now: number): void {
    const hash = this.#index.lane(slot);
    const lane = this.#lanes.get(hash);
    if (!lane) return;
    lane.holds[this.#index.urgency(slot)] -= 1;
    if (lane.head !== slot) {
      this.#unlink(lane, slot);
      return;
    }
    lane.head = this.#index.next(slot);
    lane.inFlight = false;
    lane.tried = false;
    if (lane.head === NO_SLOT) this.#lanes.delete(hash);
    else this.#schedule(hash, lane, now);
  }

  /** What waits after a start may have been tried before it: the heads of all lanes. */
  markHeadsTried(): void {
    for (const lane of this.#lanes.values()) lane.tried = true;
  }

  /**
   * The status of a lane's entry. Those behind a refused head count as tried: they may leave with it.
   */
  status(laneHash: number, seq: number): EntryStatus {
    const lane = this.#lanes.get(laneHash);
    const slot = this.find(laneHash, seq);
    if (!lane || slot === undefined) return 'absent';
    const tried = slot === lane.head ? lane.tried : this.#index.refused(lane.head);
    return tried ? 'tried' : 'untried';
  }

  /** Takes nothing of these lanes until they are freed: what they hold is about to change. */
  reserve(laneHashes: Iterable<number>): void {
    for (const hash of laneHashes) {
      const lane = this.#lanes.get(hash);
      if (lane) lane.reserved = true;
    }
  }

  /** What was to change has changed, or will not. */
  free(laneHashes: Iterable<number>, now: number): void {
    for (const hash of laneHashes) {
      const lane = this.#lanes.get(hash);
      if (!lane?.reserved) continue;
      lane.reserved = false;
      if (!lane.inFlight && lane.queue === undefined) this.#schedule(hash, lane, now);
    }
  }

  nextDueAt(): number | undefined {
    return this.#later.peek()?.key;
  }

  /** The wall clock was set by so much, ms: every wait ends when it would have ended. */
  shiftWaits(stepMs: number, now: number): void {
    this.#retime((dueAt) => (dueAt > 0 ? Math.max(1, dueAt + stepMs) : dueAt), now);
  }

  /** No wait ends later than this, epoch ms. */
  endWaitsBy(latest: number, now: number): void {
    this.#retime((dueAt) => Math.min(dueAt, latest), now);
  }

  /** No entry that may have arrived is due before this, epoch ms: who looks sooner may not see it yet. */
  delayUncertain(earliest: number, now: number): void {
    this.#retime((dueAt, slot) => (this.#index.uncertain(slot) ? Math.max(dueAt, earliest) : dueAt), now);
  }

  #retime(change: (dueAt: number, slot: number) => number, now: number): void {
    for (const slot of this.#index.slots()) {
      const dueAt = this.#index.dueAt(slot);
      const changed = change(dueAt, slot);
      if (changed === dueAt) continue;
      this.#index.setDueAt(slot, changed);
      const hash = this.#index.lane(slot);
      const lane = this.#lanes.get(hash);
      if (lane?.head !== slot || lane.inFlight) continue;
      if (lane.queue === undefined || changed > now) this.#schedule(hash, lane, now);
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
    lane.queue = queues[urgencyOf(lane)];
    lane.queue.push(hash);
  }

  #promote(now: number): void {
    for (let next = this.#later.peek(); next && next.key <= now; next = this.#later.peek()) {
      this.#later.pop();
      const lane = this.#lanes.get(next.value);
      if (lane && !lane.inFlight && lane.queue === undefined) this.#schedule(next.value, lane, now);
    }
  }

  #queuesOf(destination: number) {
    const known = this.#queues.get(destination);
    if (known) return known;
    const made = { critical: new LaneQueue(), normal: new LaneQueue(), low: new LaneQueue() };
    this.#queues.set(destination, made);
    return made;
  }
}
