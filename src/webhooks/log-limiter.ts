import type { Clock } from '../time/clock.ts';

const EVERY_MS = 60_000;

/**
 * Lets the first event of each kind through, then one a minute, so that a sender who repeats a fault does not fill the
 * log. Answers how many were held back since the last one; undefined for one that is to be held back itself. Kinds are
 * from a closed set.
 */
export function spokenRarely(clock: Pick<Clock, 'monotonic'>): (kind: string) => number | undefined {
  const kinds = new Map<string, { spokenAt: number; held: number }>();
  return (kind) => {
    const now = clock.monotonic();
    const last = kinds.get(kind);
    if (last && now - last.spokenAt < EVERY_MS) {
      last.held += 1;
      return undefined;
    }
    kinds.set(kind, { spokenAt: now, held: 0 });
    return last?.held ?? 0;
  };
}
