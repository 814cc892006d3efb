/** Time as an argument, so that a test can check a decision of any hour at once. */
export interface Clock {
  /** Wall time, epoch ms UTC. It may jump: never order by it, never measure a wait with it. */
  now(): number;
  /** Monotonic ms since an arbitrary start, for waits and durations. */
  monotonic(): number;
}

/** A clock that can also wake its caller. */
export interface TimerClock extends Clock {
  /** Calls `run` once, `delayMs` from now, unless it is canceled before. */
  after(delayMs: number, run: () => void): Cancel;
}

/** Cancels a timer. Idempotent, and harmless after the timer has fired. */
export type Cancel = () => void;

/** The clock of this machine. */
export const systemClock: TimerClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
