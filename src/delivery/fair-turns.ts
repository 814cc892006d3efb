/** Of how many places one in so many is kept for destinations that have nothing under way. */
const KEPT_SHARE = 4;

/** What is under way at a destination. */
interface Busy {
  readonly inFlight: number;
}

/**
 * Whether a destination may take one more of the shared places: some are kept for those that have nothing under way, so
 * that one that is busy, or hangs, never has them all. Pure.
 */
export function mayTakePlace(
  own: Busy,
  all: readonly Busy[],
  { places, free }: { readonly places: number; readonly free: number },
): boolean {
  if (free <= 0) return false;
  if (own.inFlight === 0) return true;
  const idle = all.filter(({ inFlight }) => inFlight === 0).length;
  return free > Math.min(idle, Math.floor(places / KEPT_SHARE));
}

/** The names, beginning behind the one that had its turn last: the first would always win the one free place else. */
export function inTurn(names: readonly string[], last: string | undefined): readonly string[] {
  const next = last === undefined ? 0 : names.indexOf(last) + 1;
  return [...names.slice(next), ...names.slice(0, next)];
}
