/** A bug that the tests must catch: a module that stands in for one of src. */
export interface PlantedBug {
  readonly name: string;
  /** The file of the bug below `test/planted/bugs`, without its extension. */
  readonly bug: string;
  /** The module of src that it replaces. */
  readonly replaces: string;
  /** What should catch it. */
  readonly tests: readonly string[];
  /** True when tests among these run the built program, which then has the bug as well. */
  readonly built?: boolean;
}

export const BUGS: readonly PlantedBug[];
