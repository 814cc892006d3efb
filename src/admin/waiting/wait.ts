import type { DestinationLoad } from '../../delivery/destination-state.ts';
import { type OwnWait, ownWaitOf } from '../../outbox/lanes/own-wait.ts';
import type { PendingEntry } from '../../outbox/lanes/pending-entry.ts';
import type { DestinationFacts } from './destination-facts.ts';

/**
 * Reason for which the first entry of a lane waits. `until` is epoch ms; without it the wait ends as soon as it can.
 * - `under-way`: it is being delivered.
 * - `disk`: the disk has no room for the result of its attempt.
 * - `destination`: its destination is at fault and pauses, or is being probed.
 * - `rate`: `delivery.requestsPerSecond` allows the next call later.
 * - `turn`: others of its destination go first.
 * - otherwise the entry itself waits: see {@link OwnWait}.
 */
export type Wait =
  | { readonly reason: 'under-way' | 'turn' }
  | { readonly reason: 'disk'; readonly shortage: string }
  | { readonly reason: 'destination'; readonly facts: DestinationFacts; readonly until?: number }
  | { readonly reason: 'rate' | OwnWait; readonly until: number };

/** Facts that decide why the first entry of a lane waits. */
export interface WaitingHead {
  readonly entry: Pick<PendingEntry, 'dueAt' | 'attempts' | 'uncertain' | 'refused' | 'parked'>;
  /** The entry is in flight, or its lane is about to change. */
  readonly busy: boolean;
  readonly facts: DestinationFacts;
  /** Absent for a destination that was not tried yet. */
  readonly load?: Pick<DestinationLoad, 'nextCallAt'> | undefined;
  /** Reason why the disk takes nothing more; undefined while it has room. */
  readonly shortage: string | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** Tells why the first entry of a lane waits, and until when. The wait that ends last is the one that counts. Pure. */
export function waitOf({ entry, busy, facts, load, shortage, now }: WaitingHead): Wait {
  if (busy) return shortage === undefined ? { reason: 'under-way' } : { reason: 'disk', shortage };
  const own = ownWaitOf(entry, now);
  const pausedUntil = facts.fault ? (facts.nextTryAt ?? now) : Number.NEGATIVE_INFINITY;
  if (own && entry.dueAt >= pausedUntil) return { reason: own, until: entry.dueAt };
  if (facts.fault) {
    const { nextTryAt } = facts;
    return { reason: 'destination', facts, ...(nextTryAt !== undefined && { until: nextTryAt }) };
  }
  if (entry.uncertain) return { reason: 'look', until: now };
  const nextCallAt = load?.nextCallAt;
  return nextCallAt !== undefined && nextCallAt > now
    ? { reason: 'rate', until: nextCallAt }
    : { reason: 'turn' };
}
