import type { BodyLease } from './body-room.ts';

/** The memory for bodies that are being read, shared by all requests. */
export interface BodyBudget {
  /** Takes bytes. False, with nothing taken, when there are not enough left. */
  take(bytes: number): boolean;
  /** Gives bytes back. */
  give(bytes: number): void;
}

/** Makes a budget. Its size is read each time, since a new configuration may change it. */
export function bodyBudget(maxBytes: () => number): BodyBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > maxBytes()) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}

/** The part of a budget that one body takes. It waits for nothing. */
export function budgetLease(budget: BodyBudget): BodyLease {
  let held = 0;
  return {
    announce: () => true,
    grow(bytes) {
      if (bytes > held && !budget.take(bytes - held)) return 0;
      held = Math.max(held, bytes);
      return bytes;
    },
    release() {
      budget.give(held);
      held = 0;
    },
  };
}
