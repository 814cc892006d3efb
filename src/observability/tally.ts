/** Counts the items in each of the states; a state without items has 0. */
export function tally<T, S extends string>(
  items: Iterable<T>,
  states: readonly S[],
  stateOf: (item: T) => S,
): Readonly<Record<S, number>> {
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<S, number>;
  for (const item of items) counts[stateOf(item)] += 1;
  return counts;
}
