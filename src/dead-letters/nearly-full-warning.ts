import type { Logger } from 'pino';
import type { DeadLetters } from '../outbox/ports/dead-letters.ts';

const WARN_ABOVE = 0.8;
/** The share of the limit below which the next warning is armed again. */
const CALM_BELOW = 0.7;

/**
 * Warns once when the dead letters come near their limit. At the limit, refused entries stay in the outbox, and unreadable
 * bodies and alerts are lost. Call the returned function whenever there may be more dead letters than before.
 */
export function nearlyFullWarning(log: Pick<Logger, 'warn'>, usage: DeadLetters['usage']): () => void {
  let warned = false;
  return () => {
    const { letters: deadLetters, bytes, maxBytes } = usage();
    if (bytes < maxBytes * CALM_BELOW) warned = false;
    if (warned || bytes < maxBytes * WARN_ABOVE) return;
    warned = true;
    log.warn(
      { deadLetters, bytes, maxBytes },
      'the dead letters are nearly full: redrive or discard some (dead-letters list), or raise outbox.deadLetters.maxBytes',
    );
  };
}
