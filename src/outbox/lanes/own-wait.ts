import type { PendingEntry } from './pending-entry.ts';

/**
 * Reason for which an entry itself waits until its time:
 * - `look`: an attempt may have arrived; COC is searched for it then.
 * - `refusal`: COC refused it; it is tried once more then.
 * - `backoff`: attempts failed by a fault of this entry alone.
 * - `parked`: it is the alarm of a late-looking fire, which waits in case a resolve follows.
 * - `held`: it was queued for a later time, such as a recovery that is held back.
 */
export type OwnWait = 'look' | 'refusal' | 'backoff' | 'parked' | 'held';

/** Fields that tell why an entry waits. */
type Waiting = Pick<PendingEntry, 'dueAt' | 'attempts' | 'uncertain' | 'refused' | 'parked'>;

/** Returns the reason for which an entry itself waits; undefined when it may be tried now. Pure. */
export function ownWaitOf(
  { dueAt, attempts, uncertain, refused, parked }: Waiting,
  now: number,
): OwnWait | undefined {
  if (dueAt <= now) return undefined;
  if (uncertain) return 'look';
  if (refused) return 'refusal';
  if (attempts > 0) return 'backoff';
  return parked ? 'parked' : 'held';
}
