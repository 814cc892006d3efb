/** One slot in four is kept for destinations that have nothing under way. */
const KEPT_SHARE = 4;

interface Busy {
  readonly inFlight: number;
}

/**
 * Shares the slots: true when a destination may take one more of them. Some are kept for destinations that have
 * nothing under way, so that a busy or hanging destination never takes all of them. Pure.
 */
export function mayTakeSlot(
  own: Busy,
  all: readonly Busy[],
  { slots, free }: { readonly slots: number; readonly free: number },
): boolean {
  if (free <= 0) return false;
  if (own.inFlight === 0) return true;
  const idle = all.filter(({ inFlight }) => inFlight === 0).length;
  return free > Math.min(idle, Math.floor(slots / KEPT_SHARE));
}

/**
 * The names in the order of their turns, beginning after the one that had the last turn. In a fixed order the
 * first name would win every free slot.
 */
export function inTurn(names: readonly string[], last: string | undefined): readonly string[] {
  const next = names.indexOf(last ?? '') + 1;
  return [...names.slice(next), ...names.slice(0, next)];
}
