import type { Logger } from 'pino';
import type { Clock } from '../time/clock.ts';

const WARN_EVERY_MS = 60_000;

/**
 * Says that deliveries stand still because the disk is full, once a minute for as long as they do. Call the returned
 * function each time that an outcome finds no room.
 */
export function fullDiskWarning(
  log: Pick<Logger, 'error'>,
  clock: Pick<Clock, 'monotonic'>,
): (waiting: number) => void {
  let nextAt = Number.NEGATIVE_INFINITY;
  return (waiting) => {
    const now = clock.monotonic();
    if (now < nextAt) return;
    nextAt = now + WARN_EVERY_MS;
    log.error(
      { outcomes: waiting },
      'the disk is full, and so is the reserve: outcomes of deliveries wait for room, and a restart would deliver them again; free some space on the disk of dataDir',
    );
  };
}
