/** Counts the items in each of the states; a state without items has 0. */
export function tally<S extends string>(
  items: Iterable<{ readonly state: S }>,
  states: readonly S[],
): Readonly<Record<S, number>> {
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<S, number>;
  for (const { state } of items) counts[state] += 1;
  return counts;
}
