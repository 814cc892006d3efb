import { vi } from 'vitest';

/**
 * Counts how often some work lets other work have its turn, when each look at the time finds that `stepMs` have passed.
 * No real time is measured.
 */
export async function turnsGiven(stepMs: number, work: () => Promise<unknown>): Promise<number> {
  let now = 0;
  const time = vi.spyOn(performance, 'now').mockImplementation(() => {
    now += stepMs;
    return now;
  });
  const turns = vi.spyOn(globalThis, 'setImmediate');
  try {
    await work();
    return turns.mock.calls.length;
  } finally {
    time.mockRestore();
    turns.mockRestore();
  }
}
