/** Reads a boolean that may be sent as text: COC takes both. Undefined when it is neither. */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  return undefined;
}

/** Reads a text; empty when there is none. */
export function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads a list of texts; what in it is no text is left out. */
export function readTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];
}
