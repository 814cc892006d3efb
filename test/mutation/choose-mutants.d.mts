import type { Mutant } from '@stryker-mutator/api/core';

/** The reason of a mutant that was not chosen. */
export const NOT_CHOSEN: string;

/** Chooses as many mutants by the seed. */
export function chooseMutants<
  M extends Pick<Mutant, 'fileName' | 'location' | 'mutatorName' | 'replacement'>,
>(mutants: readonly M[], sample: { readonly count: number; readonly seed: string }): readonly M[];
