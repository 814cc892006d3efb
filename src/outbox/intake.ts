import type { UnreadableAlert } from './dead-letter-writer.ts';
import type { Arrival } from './decide/decision.ts';
import type { DeadLetterRedriven } from './events/event.ts';
import type { Trace } from './events/trace.ts';

/** Arrival of one webhook request. */
export interface Receipt {
  /** Epoch ms. */
  readonly receivedAt: number;
  /** Its trace, where its sender named one. */
  readonly trace?: Trace;
}

/** One webhook request as the outbox takes it. It is stored whole or not at all. */
export interface Intake {
  readonly source: string;
  readonly arrivals: readonly Arrival[];
  readonly unreadable: readonly UnreadableAlert[];
  /** Set when an operator puts a dead letter back. */
  readonly redriven?: DeadLetterRedriven;
  /** Its trace, where its sender named one. The record keeps it. */
  readonly trace?: Trace;
}

/** Result of an accepted request: how many alerts were new, repeated or unreadable. */
export interface Accepted {
  readonly accepted: number;
  readonly repeated: number;
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}
