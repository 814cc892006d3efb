import { type OwnWait, ownWaitOf } from './own-wait.ts';
import type { PendingIndex } from './pending-index.ts';

/** Entries of one destination that wait. */
export interface WaitTally {
  readonly entries: number;
  /** Entries that wait until a time of their own, by the reason. */
  readonly own: Readonly<Record<OwnWait, number>>;
  /** Earliest end of these waits, epoch ms; absent when there is none. */
  readonly nextAt?: number;
}

interface Counted {
  entries: number;
  readonly own: Record<OwnWait, number>;
  nextAt?: number;
}

/** Counts the pending entries of each destination, by the number of the destination. One walk over the index. */
export function tallyWaits(pending: PendingIndex, now: number): ReadonlyMap<number, WaitTally> {
  const tallies = new Map<number, Counted>();
  for (const slot of pending.slots()) {
    const number = pending.destination(slot);
    const tally = tallies.get(number) ?? {
      entries: 0,
      own: { look: 0, refusal: 0, backoff: 0, parked: 0, held: 0 },
    };
    tallies.set(number, tally);
    tally.entries += 1;
    const dueAt = pending.dueAt(slot);
    // Most entries are due. Reading no more of them keeps a walk over a million entries short.
    if (dueAt <= now) continue;
    const wait = ownWaitOf(pending.get(slot), now);
    if (wait) tally.own[wait] += 1;
    tally.nextAt = Math.min(tally.nextAt ?? dueAt, dueAt);
  }
  return tallies;
}
