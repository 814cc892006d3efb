/** Time as an argument, so that a decision made at any hour can be tested at once. */
export interface Clock {
  /** Wall time, epoch ms UTC. It may jump: never order by it, never measure a wait with it. */
  now(): number;
  /** Monotonic ms since an arbitrary start, for waits and durations. */
  monotonic(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
