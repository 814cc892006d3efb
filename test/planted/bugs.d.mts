/** A bug that the tests must catch: a piece of text of one file, replaced by another. */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** What should catch it. */
  readonly tests: readonly string[];
}

export const BUGS: readonly PlantedBug[];
