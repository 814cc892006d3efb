/** Something that a person can see: neither blank, nor a control or format character (which COC does not get). */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

/** The first text with something to see in it, trimmed; undefined when there is none. */
export function firstText(...candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.find((text) => text !== undefined && VISIBLE.test(text))?.trim();
}
