import { isFullJournal } from '../errors.ts';
import type { TimerClock } from '../time/clock.ts';
import { sleep } from '../time/sleep.ts';

const RETRY_AFTER_MS = 500;

/**
 * Retries something that writes to the journal for as long as the disk is full, so that an outcome is not
 * lost.
 *
 * @throws every error but "no room now", and any error once `signal` has aborted.
 */
export async function persist(
  work: () => Promise<void>,
  {
    clock,
    signal,
    onFull,
  }: {
    readonly clock: Pick<TimerClock, 'after'>;
    readonly signal: AbortSignal;
    /** Called each time that there is no room. */
    readonly onFull: () => void;
  },
): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isFullJournal(error) || signal.aborted) throw error;
      onFull();
    }
    await sleep(clock, RETRY_AFTER_MS, signal);
  }
}
