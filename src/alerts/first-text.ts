/**
 * A visible character: not a blank, a control or format character, or one of those that are only there for others: fillers,
 * joiners, variation selectors, and the pattern of Braille without dots.
 */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

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
