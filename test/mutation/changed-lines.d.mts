/** The changed places of a diff without context, as Stryker's patterns: `src/a.ts:3-7`. */
export function changedLines(diff: string): readonly string[];
