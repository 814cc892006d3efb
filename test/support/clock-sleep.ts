import type { Sleep } from '../../src/emulator/pause.ts';
import type { TimerClock } from '../../src/time/clock.ts';

/** Lets the emulator sleep by the clock of a test. */
export function sleepBy(clock: TimerClock): Sleep {
  return (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = clock.after(ms, done);
      signal.addEventListener('abort', done);
    });
}
