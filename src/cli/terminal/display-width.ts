import { eastAsianWidth } from 'get-east-asian-width';

const graphemes = new Intl.Segmenter();
/**
 * UTF-16 units that are split at once, more than any real character has: each character of a text that is being split
 * costs a copy of that text.
 */
const WINDOW = 256;
/** Most texts have only characters of one column. */
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** A pattern of its own, as the compiler knows the flag only for newer targets. */
const WHOLE_EMOJI = '^\\p{RGI_Emoji}$';
const EMOJI = new RegExp(WHOLE_EMOJI, 'v');
/** Characters that take no column of their own. */
const ZERO_WIDTH = /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Mark}\p{Surrogate}]+$/u;
const HALF_WIDTH_MARK = /^[\uff9e\uff9f]$/;

/** Splits a text into what a reader sees as one character, such as a family emoji or an e with its accent. */
export function graphemesOf(text: string): readonly string[] {
  return PRINTABLE_ASCII.test(text) ? [...text] : [...eachGrapheme(text)];
}

/** The same one by one, so that the end of a long text costs nothing to those who do not get there. */
function* eachGrapheme(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const isEnd = at + WINDOW >= text.length;
    const own = Array.from(graphemes.segment(windowOf(text, at)), ({ segment }) => segment);
    // The last one may go on behind the window.
    if (!isEnd && own.length > 1) own.pop();
    yield* own;
    at += own.reduce((sum, { length }) => sum + length, 0);
  }
}

/** Part of a text that begins at `at`. No pair of surrogates is split at its end. */
function windowOf(text: string, at: number): string {
  const end = at + WINDOW;
  const unit = text.charCodeAt(end);
  return text.slice(at, unit >= 0xdc00 && unit <= 0xdfff ? end + 1 : end);
}

/** True for one whole emoji, with its joiners and its skin tone. */
export function isEmoji(grapheme: string): boolean {
  return EMOJI.test(grapheme);
}

/** Number of columns that a text takes in a terminal: Chinese characters and emoji take two. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  return graphemesOf(text).reduce((sum, grapheme) => sum + widthOfGrapheme(grapheme), 0);
}

function widthOfGrapheme(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0;
  if (isEmoji(grapheme)) return 2;
  const [first = '', ...others] = grapheme;
  // The sound mark of a half-width kana is one character with it, and takes a column of its own.
  const marks = others.filter((character) => HALF_WIDTH_MARK.test(character)).length;
  return eastAsianWidth(first.codePointAt(0) ?? 0) + marks;
}

/**
 * Cuts a text to a number of columns, at least 1. An ellipsis stands for the rest. No grapheme is cut in two. What is
 * left out costs nothing.
 */
export function cutToWidth(text: string, columns: number): string {
  if (text.length <= columns && PRINTABLE_ASCII.test(text)) return text;
  let fits = 0;
  let at = 0;
  let width = 0;
  for (const grapheme of eachGrapheme(text)) {
    width += widthOfGrapheme(grapheme);
    if (width > columns) return `${text.slice(0, fits).trimEnd()}…`;
    at += grapheme.length;
    if (width < columns) fits = at;
  }
  return text;
}

/** Cuts a text to a number of UTF-16 units, at least 1, in the same way. */
export function cutToLength(text: string, units: number): string {
  if (text.length <= units) return text;
  let fits = 0;
  for (const { length } of eachGrapheme(text)) {
    if (fits + length >= units) break;
    fits += length;
  }
  return `${text.slice(0, fits).trimEnd()}…`;
}

/** Adds spaces behind a text until it takes this many columns. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** A space at which a line may end: not between a number and its unit, or a day and its time. */
const BREAK = / (?!(?<=\d )(?:s|min|h|d|%|KiB|MiB|GiB)(?!\w)|(?<=\d-\d\d )\d\d:\d\d)/;
/** A word that is of use only as a whole. A terminal that breaks it by itself still opens and copies all of it. */
const ADDRESS = /^https?:\/\/\S+$/;

/**
 * Breaks a text into lines of at most so many columns, at spaces where there are any. Only the address of a page may be
 * longer.
 */
export function wrapToWidth(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAK).flatMap((one) => piecesOf(one, columns))) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Pieces of a word that is longer than a line. */
function piecesOf(word: string, columns: number): readonly string[] {
  if (displayWidth(word) <= columns || ADDRESS.test(word)) return [word];
  const pieces: string[] = [];
  let piece = '';
  let width = 0;
  for (const grapheme of graphemesOf(word)) {
    const wide = widthOfGrapheme(grapheme);
    if (width + wide > columns && piece !== '') {
      pieces.push(piece);
      piece = '';
      width = 0;
    }
    piece += grapheme;
    width += wide;
  }
  return [...pieces, piece];
}
