import { expect, it } from 'vitest';
import { largestOf } from '../../../../src/journals/file/largest-of.ts';

it.each([
  [[], 0],
  [[2, 5, 3], 5],
  [new Set([1, 7]), 7],
  // As many as there are segments of 64 KiB in a large backlog: too many for the arguments of a call.
  [Array.from({ length: 500_000 }, (_, i) => i), 499_999],
])('the largest number is found, however many there are (%#)', (numbers, largest) => {
  expect(largestOf(numbers)).toBe(largest);
});
