import { expect } from 'vitest';

/** Expects of what becomes true soon, on a slow machine too. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 25_000 });
}
