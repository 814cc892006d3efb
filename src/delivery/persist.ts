import { setTimeout as sleep } from 'node:timers/promises';
import { AgentError } from '../errors.ts';

const AGAIN_AFTER_MS = 500;

/**
 * Runs something that writes to the journal until it goes through: when the disk is full, what happened is not lost
 * but waits here.
 *
 * @throws whatever it throws that is not "no room now", and when `signal` has aborted.
 */
export async function persist(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'journal.full' || signal.aborted) throw error;
    }
    await sleep(AGAIN_AFTER_MS, undefined, { signal });
  }
}
