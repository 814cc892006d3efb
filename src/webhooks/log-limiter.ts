import type { Clock } from '../time/clock.ts';

const INTERVAL_MS = 60_000;

/**
 * Limits the log to one line a minute of each kind, so that a sender that repeats a fault does not fill it. The returned
 * function is called before each line: it returns undefined when the line is to be left out, and otherwise how many
 * lines of this kind were left out since the last one. Kinds must be from a closed set.
 */
export function logLimiter(clock: Pick<Clock, 'monotonic'>): (kind: string) => number | undefined {
  const kinds = new Map<string, { loggedAt: number; leftOut: number }>();
  return (kind) => {
    const now = clock.monotonic();
    const last = kinds.get(kind);
    if (last && now - last.loggedAt < INTERVAL_MS) {
      last.leftOut += 1;
      return undefined;
    }
    kinds.set(kind, { loggedAt: now, leftOut: 0 });
    return last?.leftOut ?? 0;
  };
}
