import type { Result } from './results.d.mts';

/** Scores by folder, then each survivor with its place and change. */
export function describeReport(result: Result): string;

/** The page that records a whole run. */
export function recordPage(result: Result): string;
