import type { Logger } from 'pino';
import { findOrphans, type KnownNames, type Orphan } from './find-orphans.ts';
import type { OpenNow } from './open-now.ts';
import { wordsForOrphan } from './words-for-orphan.ts';

interface Noting {
  readonly names: KnownNames;
  readonly log: Pick<Logger, 'warn'>;
}

/** Finds what is open or waits under names that a configuration does not know, logs it, and returns it. */
export function noteOrphans(open: OpenNow, { names, log }: Noting): readonly Orphan[] {
  const orphans = findOrphans(open, names);
  for (const orphan of orphans)
    log.warn(
      { ...orphan, ...wordsForOrphan(orphan) },
      'something is open or waits under a name that the configuration does not know any more',
    );
  return orphans;
}
