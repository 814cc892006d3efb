/** Finds the largest of some numbers; 0 when there is none. They may be too many for the arguments of a call. */
export function largestOf(numbers: Iterable<number>): number {
  let largest = 0;
  for (const number of numbers) if (number > largest) largest = number;
  return largest;
}
