/**
 * A visible character: not a blank, a control character or a format character. COC gets none of the latter
 * two.
 */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

/** Start of nearly every text. Texts that match need no test with the slower pattern. */
const PLAIN_BEGINNING = /^[\x21-\x7e]/;

/** Returns the first text with a visible character, trimmed; undefined when there is none. */
export function firstText(...candidates: readonly (string | undefined)[]): string | undefined {
  for (const text of candidates) if (text !== undefined && isVisible(text)) return text.trim();
  return undefined;
}

/** True when a text has a visible character. */
export function isVisible(text: string): boolean {
  return PLAIN_BEGINNING.test(text) || VISIBLE.test(text);
}
