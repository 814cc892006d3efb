import { setMaxListeners } from 'node:events';
import { systemClock, type TimerClock } from '../time/clock.ts';

/** Time limit for a whole call, combined with the signal of the caller. */
export interface Deadline {
  /** Aborts at the timeout, or when the caller aborts. */
  readonly signal: AbortSignal;
  /** Reason for the abort; undefined before it. */
  cause(): 'timeout' | 'interrupted' | undefined;
  /** Removes the timer and the listener. Call it when the call has ended. */
  stop(): void;
}

/** Timers that deadlines count with. */
export type DeadlineTimers = Pick<TimerClock, 'after'>;

/**
 * Starts a deadline. `stop` removes its listener from `parent`, so that a long-lived signal does not collect
 * listeners. By default it counts real time, also where the agent has a faster clock.
 */
export function startDeadline(
  timeoutMs: number,
  parent?: AbortSignal,
  timers: DeadlineTimers = systemClock,
): Deadline {
  const controller = new AbortController();
  let cause: 'timeout' | 'interrupted' | undefined;
  const end = (why: 'timeout' | 'interrupted') => {
    cause ??= why;
    controller.abort();
  };
  const cancel = timers.after(timeoutMs, () => end('timeout'));
  const interrupt = () => end('interrupted');
  if (parent?.aborted) interrupt();
  // All calls in flight may share one signal, so many listeners are not a leak.
  if (parent) setMaxListeners(0, parent);
  parent?.addEventListener('abort', interrupt);
  return {
    signal: controller.signal,
    cause: () => cause,
    stop() {
      cancel();
      parent?.removeEventListener('abort', interrupt);
    },
  };
}
