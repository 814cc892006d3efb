import { JournalError } from '../errors.ts';

/** What the outbox is full of. */
export type Fullness = 'entries' | 'bytes' | 'disk' | 'series';

/** Nothing new is taken now, for want of room. */
export class OutboxFullError extends JournalError {
  readonly reason: Fullness;

  constructor(reason: Fullness, message: string) {
    super('journal.full', message);
    this.reason = reason;
  }
}
