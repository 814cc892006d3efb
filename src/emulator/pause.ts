import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after `ms`, or as soon as the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Sleeps by the timer of this machine. */
export const realSleep: Sleep = async (ms, signal) => {
  try {
    await delay(ms, undefined, { signal });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
};

/** Sleeps for `delayMs`, but no longer than the connection of the response is open. */
export async function pause(delayMs: number, response: ServerResponse, sleep: Sleep): Promise<void> {
  if (response.destroyed) return;
  const closed = new AbortController();
  const abort = (): void => closed.abort();
  response.once('close', abort);
  try {
    await sleep(delayMs, closed.signal);
  } finally {
    response.off('close', abort);
  }
}
