/** Memory for the bodies that are being read, over all requests. */
export interface BodyBudget {
  /** Takes so many bytes; false, and nothing is taken, when they are not there. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** A budget of so many bytes, asked for each time as the configuration may change it. */
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
