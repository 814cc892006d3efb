import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/time/clock.ts';

const DAY_MS = 86_400_000;

it('the clock of this machine fires a timer once, unless it is canceled', async () => {
  const monotonic = systemClock.monotonic();
  const fired: string[] = [];
  const cancel = systemClock.after(1, () => fired.push('canceled'));
  cancel();
  cancel();
  await new Promise<void>((resolve) => void systemClock.after(5, resolve));
  expect(fired).toEqual([]);
  expect(systemClock.monotonic() - monotonic).toBeGreaterThanOrEqual(4);
});

it.each([
  ['ahead', DAY_MS],
  ['back', -DAY_MS],
])('its wall time follows a clock that is set %s by a day, and its monotonic time does not', (_, stepMs) => {
  const [now, monotonic] = [systemClock.now(), systemClock.monotonic()];
  vi.useFakeTimers({ toFake: ['Date'], now: now + stepMs });
  try {
    expect(systemClock.now()).toBe(now + stepMs);
    const passed = systemClock.monotonic() - monotonic;
    expect(passed).toBeGreaterThanOrEqual(0);
    expect(passed).toBeLessThan(DAY_MS / 2);
  } finally {
    vi.useRealTimers();
  }
});
