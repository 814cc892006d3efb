import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Looks again and again until what is seen is what is waited for, and answers it. A look that throws has seen nothing
 * yet.
 *
 * @throws when its patience ends, after a minute by default, with what was seen last.
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T>,
  isIt: (seen: T) => boolean,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { seen, failure } = await attempt(look);
    if (seen && isIt(seen.value)) return seen.value;
    if (performance.now() > deadline) {
      const last = seen ? JSON.stringify(seen.value) : failure;
      throw new Error(`waited ${patienceMs / 1_000} s in vain for ${what}; seen last: ${last}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function attempt<T>(
  look: () => Promise<T>,
): Promise<{ readonly seen?: { readonly value: T }; readonly failure?: string }> {
  try {
    return { seen: { value: await look() } };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? ` (${error.cause})` : '';
    return { failure: `${error}${cause}` };
  }
}
