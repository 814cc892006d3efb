import { cutToLength, graphemesOf, isEmoji } from './display-width.ts';

/** Most UTF-16 units of a text in a list. */
const MOST_OF_CELL = 1_000;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * A text from outside made safe for a terminal: control characters, line breaks and invisible characters are
 * replaced. The joiners inside an emoji stay.
 */
export function safeText(text: string): string {
  if (!UNSAFE.test(text)) return text;
  const safe = (grapheme: string) =>
    isEmoji(grapheme) ? grapheme : grapheme.replaceAll(new RegExp(UNSAFE, 'gu'), '\u{fffd}');
  return graphemesOf(text).map(safe).join('');
}

/**
 * A text from outside for a list: a monster is cut before anything else, so that it costs nothing. `--json` and the
 * command that shows one thing have it whole.
 */
export function safeCell(text: string): string {
  return safeText(cutToLength(text, MOST_OF_CELL));
}
