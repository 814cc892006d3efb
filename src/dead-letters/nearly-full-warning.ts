import type { Logger } from 'pino';
import type { DeadLetters } from '../outbox/ports/dead-letters.ts';

const WARN_AT = 0.8;
/** Told again only after they have been this far below. */
const CALM_AT = 0.7;

/**
 * Warns, once, when the dead letters come near their cap: at it, refused entries stay in the outbox, and what can't be
 * read is lost. To be called when there may be more of them.
 */
export function letterWarning(log: Pick<Logger, 'warn'>, usage: DeadLetters['usage']): () => void {
  let warned = false;
  return () => {
    const { letters, bytes, maxBytes } = usage();
    if (bytes < maxBytes * CALM_AT) warned = false;
    if (warned || bytes < maxBytes * WARN_AT) return;
    warned = true;
    log.warn(
      { letters, bytes, maxBytes },
      'the dead letters are nearly full: put them back or give them up (dead-letters list), or raise outbox.deadLetters.maxBytes',
    );
  };
}
