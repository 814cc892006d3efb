import type { MutantResult } from '@stryker-mutator/api/core';

/** What became of one mutant. */
export interface JudgedMutant {
  readonly file: string;
  /** Room and folder of the file. */
  readonly room: string;
  readonly line: number;
  readonly mutator: string;
  readonly from: string;
  readonly to: string;
  readonly isCovered: boolean;
  readonly isKilled: boolean;
}

/** What became of the mutants of a run. */
export interface Result {
  readonly mutants: readonly JudgedMutant[];
  /** Those that no test runs, chosen for the run or not. */
  readonly uncovered: readonly JudgedMutant[];
  /** True when some were not chosen for the run. */
  readonly isSample: boolean;
}

/** Limits on a result. */
export interface Limits {
  /** Least score in percent. */
  readonly score?: number;
  /** Beginnings of the paths where a test runs every mutant. */
  readonly covered?: readonly string[];
}

export const LIMITS: { readonly none: Limits; readonly changed: Limits; readonly all: Limits };

/** Killed mutants of a hundred; all of them when there are none. */
export function scoreOf(counts: { readonly all: number; readonly killed: number }): number;

/** Pairs of a key and what has it, in the order in which the keys come first. */
export function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): readonly (readonly [Key, readonly Item[]])[];

/** What breaks the limits, in words. */
export function faultsIn(result: Result, limits: Limits): readonly string[];

/** What became of the mutants, with the text of a file as `read` returns it. */
export function resultOf(results: readonly MutantResult[], read: (file: string) => string): Result;
