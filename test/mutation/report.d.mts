import type { Reasons } from './reasons.d.mts';
import type { JudgedMutant, Result } from './results.d.mts';

/** A mutant that no test noticed, on one line each. */
export interface Survivor {
  readonly line: number;
  readonly mutator: string;
  readonly from: string;
  readonly to: string;
  /** False when no test runs the place at all. */
  readonly isCovered?: false;
  /** Why it need not be killed. */
  readonly reason?: string;
}

/** The mutants of one file. */
export interface FileSummary {
  readonly file: string;
  /** Room and folder of the file. */
  readonly room: string;
  readonly mutants: number;
  readonly survivors: readonly Survivor[];
}

/** Scores by folder, then each survivor with its place, change and reason. */
export function describeReport(result: Pick<Result, 'mutants'>, reasons: Reasons): string;

/** What is recorded of the mutants of one file. */
export function summaryOf(mutants: readonly JudgedMutant[]): FileSummary;

/** A line for each folder and one for all. */
export function table(files: readonly (FileSummary & { readonly commit?: string })[]): string;

/** Each survivor with its place and change, and the reason why it need not be killed, where there is one. */
export function survivorsOf(files: readonly FileSummary[]): string;
