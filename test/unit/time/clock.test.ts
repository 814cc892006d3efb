import { expect, it } from 'vitest';
import { systemClock } from '../../../src/time/clock.ts';

it('the clock of this machine shows its time, and fires a timer once unless it is canceled', async () => {
  const [now, monotonic] = [systemClock.now(), systemClock.monotonic()];
  expect(Math.abs(now - Date.now())).toBeLessThan(1_000);
  const fired: string[] = [];
  const cancel = systemClock.after(1, () => fired.push('canceled'));
  cancel();
  cancel();
  await new Promise<void>((resolve) => void systemClock.after(5, resolve));
  expect(fired).toEqual([]);
  expect(systemClock.monotonic() - monotonic).toBeGreaterThanOrEqual(4);
});
