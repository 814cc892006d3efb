/** The setting in which a source says what it was called before: one name, or a list. */
export interface RenamedSource {
  readonly renamedFrom?: string | readonly string[] | undefined;
}

/** The names that a source had before. */
export function formerSourceNames({ renamedFrom = [] }: RenamedSource): readonly string[] {
  return typeof renamedFrom === 'string' ? [renamedFrom] : renamedFrom;
}
