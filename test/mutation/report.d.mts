import type { JudgedMutant, Result } from './results.d.mts';

/** A mutant that no test noticed, on one line each. */
export interface Survivor {
  readonly line: number;
  readonly mutator: string;
  readonly from: string;
  readonly to: string;
  /** False when no test runs the place at all. */
  readonly isCovered?: false;
}

/** The mutants of one file. */
export interface FileSummary {
  readonly file: string;
  /** Room and folder of the file. */
  readonly room: string;
  readonly mutants: number;
  readonly survivors: readonly Survivor[];
}

/** Scores by folder, then each survivor with its place and change. */
export function describeReport(result: Result): string;

/** What is recorded of the mutants of one file. */
export function summaryOf(mutants: readonly JudgedMutant[]): FileSummary;

/** A line for each folder and one for all. */
export function table(files: readonly (FileSummary & { readonly commit?: string })[]): string;

/** Each survivor with its place and change. */
export function survivorsOf(files: readonly FileSummary[]): string;
