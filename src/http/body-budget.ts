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
