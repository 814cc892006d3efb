import type { UnreadableAlert } from './dead-letter-writer.ts';
import type { Arrival } from './decide/decision.ts';
import type { DeadLetterRedriven } from './events/event.ts';

/** One webhook request, as the outbox takes it: stored whole or not at all. */
export interface Intake {
  readonly source: string;
  readonly arrivals: readonly Arrival[];
  readonly unreadable: readonly UnreadableAlert[];
  /** When it is a dead letter that an operator puts back. */
  readonly redriven?: DeadLetterRedriven;
}

/** What became of the alerts of one request. */
export interface Accepted {
  readonly accepted: number;
  readonly repeated: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}
