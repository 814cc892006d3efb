import type { ServerResponse } from 'node:http';

/** Resolves after `delayMs`, or as soon as the connection of the response is closed; it leaves no timer behind. */
export function pause(delayMs: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    response.once('close', done);
  });
}
