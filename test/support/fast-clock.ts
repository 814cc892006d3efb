import { systemClock, type TimerClock } from '../../src/time/clock.ts';

/**
 * A clock that runs `speed` times as fast as the one of this machine, timers too. An end-to-end test that
 * waits for rounds of a second waits for a fraction of it. Give the same clock to everything that compares
 * times.
 */
export function fastClock(speed = 20): TimerClock {
  const startedAt = Date.now();
  const began = performance.now();
  const elapsedMs = () => (performance.now() - began) * speed;
  return {
    now: () => startedAt + Math.floor(elapsedMs()),
    monotonic: elapsedMs,
    after: (delayMs, run) => systemClock.after(delayMs / speed, run),
  };
}
