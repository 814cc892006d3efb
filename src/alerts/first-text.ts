/** Something that a person can see: neither blank, nor a control or format character (which COC does not get). */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

/** How nearly every text begins: the long pattern need not be asked. */
const PLAIN_BEGINNING = /^[\x21-\x7e]/;

/** The first text with something to see in it, trimmed; undefined when there is none. */
export function firstText(...candidates: readonly (string | undefined)[]): string | undefined {
  for (const text of candidates) if (text !== undefined && isVisible(text)) return text.trim();
  return undefined;
}

/** Whether a person can see anything of a text. */
export function isVisible(text: string): boolean {
  return PLAIN_BEGINNING.test(text) || VISIBLE.test(text);
}
