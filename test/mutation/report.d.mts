import type { Result } from './results.d.mts';

/** Scores by folder, then each survivor with its place and change. */
export function describeReport(result: Result): string;

/** The page that records a run. `what` says what was mutated, as on the command line. */
export function recordPage(result: Result, what: string): string;
