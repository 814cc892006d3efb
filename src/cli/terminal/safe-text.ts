import { graphemesOf, isEmoji } from './display-width.ts';

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
