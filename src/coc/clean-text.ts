import type { Secret } from '../settings/secret.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS_BUT_LAYOUT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g;
/** Characters that may need a replacement. Nearly no text has any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Makes one line: runs of control characters become one space, half surrogate pairs become U+FFFD; the result
 * is trimmed.
 */
export function cleanLine(text: string): string {
  if (!UNCLEAN.test(text)) return text.trim();
  return text.replace(CONTROLS, ' ').replace(LONE_SURROGATE, '\ufffd').trim();
}

/** Does the same as {@link cleanLine}, but keeps line feeds and tabs. */
export function cleanText(text: string): string {
  if (!UNCLEAN.test(text)) return text.trim();
  return text
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS_BUT_LAYOUT, ' ')
    .replace(LONE_SURROGATE, '\ufffd')
    .trim();
}

/**
 * Cuts a text to at most `limit` UTF-16 units, between code points. A cut text ends with `…`. A text never
 * has more code points than UTF-16 units, so the result fits whichever of the two a server counts.
 */
export function cutAt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${headOf(text, limit - 1).trimEnd()}…`;
}

/**
 * Returns the longest start of a text with at most `units` UTF-16 units that does not end in half a surrogate
 * pair.
 */
export function headOf(text: string, units: number): string {
  const head = text.slice(0, Math.max(0, units));
  return /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head;
}

/** Replaces every secret in a text. The longest go first, as one secret may be a part of another. */
export function redact(text: string, secrets: readonly Secret[]): string {
  const values = secrets.map((secret) => secret.reveal()).filter((value) => value !== '');
  values.sort((a, b) => b.length - a.length);
  return values.reduce((rest, value) => rest.replaceAll(value, '<secret>'), text);
}
