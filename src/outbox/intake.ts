import type { UnreadableAlert } from './dead-letter-writer.ts';
import type { Arrival } from './decide/decision.ts';
import type { DeadLetterRedriven } from './events/event.ts';

/** One webhook request as the outbox takes it. It is stored whole or not at all. */
export interface Intake {
  readonly source: string;
  readonly arrivals: readonly Arrival[];
  readonly unreadable: readonly UnreadableAlert[];
  /** Set when an operator puts a dead letter back. */
  readonly redriven?: DeadLetterRedriven;
}

/** Result of an accepted request: how many alerts were new, repeated or unreadable. */
export interface Accepted {
  readonly accepted: number;
  readonly repeated: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}
