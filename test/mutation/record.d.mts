import type { Reasons } from './reasons.d.mts';
import type { FileSummary } from './report.d.mts';
import type { Result } from './results.d.mts';

/** What is known of one file, and the commit at which it was found out. */
export interface RecordedFile extends FileSummary {
  readonly commit: string;
}

/** Adds a run to the record: what it found in a file replaces what was recorded of that file. */
export function addToRecord(
  record: readonly RecordedFile[],
  result: Pick<Result, 'mutants'>,
  run: { readonly commit: string; readonly exists: (file: string) => boolean },
): readonly RecordedFile[];

/** The page that shows the record, with the reasons of the survivors. */
export function recordPage(record: readonly RecordedFile[], reasons: Reasons): string;
