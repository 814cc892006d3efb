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
}

/** Limits on a result. */
export interface Limits {
  /** Least score in percent. */
  readonly score?: number;
  /** Beginnings of the paths where a test runs every mutant. */
  readonly covered?: readonly string[];
}

export const LIMITS: { readonly none: Limits; readonly changed: Limits; readonly all: Limits };

/** Killed mutants of a hundred. */
export function scoreOf(mutants: readonly JudgedMutant[]): number;

/** What breaks the limits, in words. */
export function faultsIn(result: Result, limits: Limits): readonly string[];

/** What became of the mutants, with the text of a file as `read` returns it. */
export function resultOf(results: readonly MutantResult[], read: (file: string) => string): Result;
