/** Options that select dead letters. */
export interface DeadLetterSelectionOptions {
  readonly kind?: string;
  readonly source?: string;
  readonly reason?: string;
}

/** Path of the dead letters in the admin API. */
export const DEAD_LETTERS_PATH = '/api/v1/dead-letters';

/** The filters that are set, as the admin API takes them. */
export function deadLetterFilters({
  kind,
  source,
  reason,
}: DeadLetterSelectionOptions): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ kind, source, reason }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
