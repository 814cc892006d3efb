const ARTICLES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'a section with keys',
  record: 'a section with names',
};

/** Names a kind of value that a schema expects: `a list`, `a string`. */
export function article(expected: string): string {
  return ARTICLES[expected] ?? `a ${expected}`;
}

/** Names the kind of a value, without the value itself. */
export function classOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a section with keys';
  return `a ${typeof value}`;
}
