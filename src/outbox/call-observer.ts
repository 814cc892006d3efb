import { messageOf } from '../errors.ts';

/** Tells somebody who watches: what they throw is a warning, and breaks nothing of what is watched. */
export function callObserver(call: () => void): void {
  try {
    call();
  } catch (error) {
    process.emitWarning(`an observer of the outbox failed: ${messageOf(error)}`);
  }
}
