import { isVisible } from '../alerts/first-text.ts';
import { headOf } from '../alerts/head-of.ts';
import type { Secret } from '../settings/secret.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS_BUT_LAYOUT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/g;
/** They turn the order of what follows, so that a text can look like another one. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]+/g;
/** Characters that may need a replacement. Nearly no text has any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNCLEAN = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Makes one line: runs of control characters and line separators become one space, half surrogate pairs become U+FFFD, and
 * characters that turn the direction of the text are left out. The result is trimmed; a text without anything to see is
 * empty.
 */
export function cleanLine(text: string): string {
  const clean = UNCLEAN.test(text)
    ? text.replace(DIRECTIONS, '').replace(CONTROLS, ' ').replace(LONE_SURROGATE, '\ufffd').trim()
    : text.trim();
  return isVisible(clean) ? clean : '';
}

/** Does the same as {@link cleanLine}, but keeps line feeds and tabs. */
export function cleanText(text: string): string {
  const clean = cleanCopy(text);
  return isVisible(clean) ? clean : '';
}

/** Does the same as {@link cleanText}, but keeps a text of invisible characters. */
export function cleanCopy(text: string): string {
  // Stryker disable next-line ConditionalExpression: the replacements leave a clean text as it is; this saves them.
  if (!UNCLEAN.test(text)) return text.trim();
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(DIRECTIONS, '')
    .replace(CONTROLS_BUT_LAYOUT, ' ')
    .replace(LONE_SURROGATE, '\ufffd')
    .trim();
}

/**
 * Cuts a text to at most `limit` UTF-16 units, between characters as people see them. A cut text ends with `…`. A text
 * never has more code points than UTF-16 units, so the result fits whichever of the two a server counts.
 */
export function cutAt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${headOf(text, limit - 1).trimEnd()}…`;
}

/** Replaces every secret in a text. The longest go first, as one secret may be a part of another. */
export function redact(text: string, secrets: readonly Secret[]): string {
  const values = secrets.map((secret) => secret.reveal()).filter((value) => value !== '');
  values.sort((a, b) => b.length - a.length);
  return values.reduce((rest, value) => rest.replaceAll(value, '<secret>'), text);
}
