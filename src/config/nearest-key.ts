/** Finds the known key that was most likely meant; undefined when none is similar. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  const furthest = Math.max(1, Math.floor(key.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(key.toLowerCase(), candidate.toLowerCase()) }))
    .filter((entry) => entry.distance <= furthest)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Counts the insertions, deletions, replacements and swaps of neighbours between two texts. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
