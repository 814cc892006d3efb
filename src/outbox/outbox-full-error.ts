import { JournalError } from '../errors.ts';

/** Bound that the outbox has reached. */
export type Fullness = 'entries' | 'bytes' | 'disk' | 'series';

/** Error of an outbox without room: nothing of the request was stored. */
export class OutboxFullError extends JournalError {
  readonly reason: Fullness;

  constructor(reason: Fullness, message: string) {
    super('journal.full', message);
    this.reason = reason;
  }
}
