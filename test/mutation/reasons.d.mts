import type { FileSummary } from './report.d.mts';

/** Why some mutants need not be killed, by the source file that they are of. */
export type Reasons = Readonly<
  Record<
    string,
    readonly {
      readonly reason: string;
      /** Each is `from -> to`, as the record writes these. */
      readonly changes: readonly string[];
    }[]
  >
>;

/** The reasons in the files of a folder. */
export function readReasons(folder: string): Reasons;

/** Gives each survivor its reason, where there is one. */
export function explain<File extends FileSummary>(files: readonly File[], reasons: Reasons): readonly File[];

/** Reasons that are of no use: no such survivor is recorded of their file, or the file is gone. */
export function staleReasons(
  files: readonly FileSummary[],
  reasons: Reasons,
  exists: (file: string) => boolean,
): readonly string[];
