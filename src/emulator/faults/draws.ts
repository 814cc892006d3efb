import { randomAt } from './random-at.ts';

/** Returns the next pseudo-random number in [0, 1). */
export type Draw = () => number;

/**
 * The numbers that the `n`-th application of the `index`-th rule draws. They depend only on the seed, the
 * rule and `n`, and not on the rolls that decide whether the rule applies.
 */
export function drawsOf(seed: number, index: number, n: number): Draw {
  const own = Math.floor(randomAt(seed, -1 - index, n) * 2 ** 32);
  let drawn = 0;
  return () => {
    drawn += 1;
    return randomAt(own, 0, drawn);
  };
}
