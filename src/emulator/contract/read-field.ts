/** Reads a text; empty when the value is not a text. */
export function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads a list of texts; elements that are not texts are left out. */
export function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];
}
