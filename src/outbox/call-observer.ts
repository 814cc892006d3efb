import { messageOf } from '../errors.ts';

/** Calls an observer. An error that it throws becomes a warning, and changes nothing in the outbox. */
export function callObserver(call: () => void): void {
  try {
    call();
  } catch (error) {
    process.emitWarning(`an observer of the outbox failed, and nothing else: ${messageOf(error)}`);
  }
}
