import type { Logger } from 'pino';
import type { OutboxView } from '../outbox/state.ts';
import { findOrphans, type KnownNames, type Orphan } from './find-orphans.ts';
import { wordsForOrphan } from './words-for-orphan.ts';

interface Noting {
  readonly names: KnownNames;
  /** Epoch ms. */
  readonly now: number;
  readonly log: Pick<Logger, 'warn'>;
}

/** Finds what is open or waits under names that a configuration does not know, logs it, and returns it. */
export function noteOrphans(outbox: OutboxView, { names, now, log }: Noting): readonly Orphan[] {
  const orphans = findOrphans({ ledger: outbox.ledger, waits: outbox.waits(now) }, names);
  for (const orphan of orphans)
    log.warn(
      { ...orphan, ...wordsForOrphan(orphan) },
      'something is open or waits under a name that the configuration does not know any more',
    );
  return orphans;
}
