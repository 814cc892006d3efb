/** How many of the items are in each of the states, those with none included. */
export function tally<S extends string>(
  items: Iterable<{ readonly state: S }>,
  states: readonly S[],
): Readonly<Record<S, number>> {
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<S, number>;
  for (const { state } of items) counts[state] += 1;
  return counts;
}
