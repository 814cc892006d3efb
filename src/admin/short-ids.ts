import { TimeSlices } from '../time/time-slices.ts';

/** Shortest id that is shown. A shorter one would soon fit another alarm. */
const LEAST_LENGTH = 8;

/**
 * Shortens ids to the beginnings that fit no other id. It goes through all ids in slices, and looks each one up among
 * those to shorten, so that the time grows little with their number.
 */
export async function shortIdsOf<T extends string>(
  ids: readonly T[],
  all: Iterable<readonly string[]>,
): Promise<ReadonlyMap<T, string>> {
  const sorted = ids.toSorted();
  const lengths = new Map(sorted.map((id) => [id, LEAST_LENGTH]));
  const slices = new TimeSlices();
  for (const part of all) {
    for (const other of part) {
      const place = firstPlaceFrom(sorted, other);
      // The ids that share most with it are its neighbors in the order.
      for (const id of [sorted[place - 1], sorted[place], sorted[place + 1]]) {
        if (id === undefined || id === other) continue;
        lengths.set(id, Math.max(lengths.get(id) ?? LEAST_LENGTH, sharedLength(id, other) + 1));
      }
    }
    if (slices.over) await slices.pause();
  }
  return new Map([...lengths].map(([id, length]) => [id, id.slice(0, length)]));
}

/** Place of the first id that is not before this text, in sorted ids. */
export function firstPlaceFrom(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
