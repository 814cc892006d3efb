import type { Outbox } from '../outbox/outbox.ts';
import type { Dispatcher } from './dispatcher.ts';

/** What trying at once has changed at one destination. */
export interface HurriedDestination {
  readonly name: string;
  /** Entries that wait there. */
  readonly waiting: number;
  /** True when its pause has ended. */
  readonly pauseEnded: boolean;
  /** Entries that no longer wait for another attempt after a failure. */
  readonly backoffsEnded: number;
  /** Entries that wait on, because their message may be a late copy. */
  readonly parked: number;
}

/** Result of trying at once. An unknown name changes nothing; `known` has those that there are. */
export type DeliveredNow =
  | { readonly done: true; readonly destinations: readonly HurriedDestination[] }
  | { readonly done: false; readonly unknown: string; readonly known: readonly string[] };

/** Tries at once what waits for these destinations, or for all of them. */
export type DeliverNow = (names?: readonly string[]) => DeliveredNow;

interface Parts {
  readonly outbox: Pick<Outbox, 'state' | 'endBackoffs'>;
  readonly dispatcher: Pick<Dispatcher, 'hurry'>;
  readonly now: () => number;
  /** Called before the first attempt, so that credentials that were refused are tried too. */
  readonly beforehand?: () => void;
}

/**
 * Ends the waiting after failures: the pause of a destination, and the backoff of its entries. Everything else holds: the
 * order of each lane, the limits, a wait that COC asked for, the second attempt after a refusal, and the time before a call
 * that may have arrived is looked for.
 */
export function createDeliverNow({ outbox, dispatcher, now, beforehand }: Parts): DeliverNow {
  return (names) => {
    const known = outbox.state.destinations;
    const unknown = names?.find((name) => !known.includes(name));
    if (unknown !== undefined) return { done: false, unknown, known };
    beforehand?.();
    const chosen = [...new Set(names ?? known)];
    const waits = outbox.state.waits(now());
    const backoffs = outbox.endBackoffs(chosen);
    const pauses = new Set(dispatcher.hurry(chosen));
    const destinations = chosen.map((name) => ({
      name,
      waiting: waits.get(name)?.entries ?? 0,
      pauseEnded: pauses.has(name),
      backoffsEnded: backoffs.get(name) ?? 0,
      parked: waits.get(name)?.own.parked ?? 0,
    }));
    return { done: true, destinations };
  };
}
