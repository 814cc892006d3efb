const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Characters below stand for themselves: a cut before one of them splits nothing. */
const FIRST_COMBINING = 0x300;
const CARRIAGE_RETURN = 0x0d;
/** Text before the cut that is looked at, in UTF-16 units: more than any real sequence of flags and emoji. */
const LOOKED_AT = 256;
/** Real emoji, flags and accents are shorter. What is longer is cut between code points. */
const LONGEST_GRAPHEME = 64;

/**
 * Returns the longest start of a text with at most `units` UTF-16 units that ends between two characters as people see
 * them: no emoji, flag or accent is split. Only the text near the cut is looked at.
 */
export function headOf(text: string, units: number): string {
  if (units <= 0) return '';
  if (units >= text.length) return text;
  const before = text.charCodeAt(units - 1);
  const after = text.charCodeAt(units);
  if (isAlone(after) && before !== CARRIAGE_RETURN) return text.slice(0, units);
  const from = startNear(text, units);
  const cut = units - from;
  const start = GRAPHEMES.segment(text.slice(from, units + 2)).containing(cut)?.index ?? cut;
  return cut - start > LONGEST_GRAPHEME ? betweenCodePoints(text, units) : text.slice(0, from + start);
}

/** Returns a text with at most `units` UTF-16 units: one that is cut ends with `...`. */
export function shortened(text: string, units: number): string {
  return text.length <= units ? text : `${headOf(text, units - 3).trimEnd()}...`;
}

function isAlone(unit: number): boolean {
  return unit < FIRST_COMBINING;
}

/** A place before the cut where a character certainly starts. */
function startNear(text: string, units: number): number {
  const least = Math.max(0, units - LOOKED_AT);
  for (let at = units - 1; at > least; at--) if (isAlone(text.charCodeAt(at))) return at;
  return isLowHalf(text.charCodeAt(least)) ? Math.max(0, least - 1) : least;
}

function betweenCodePoints(text: string, units: number): string {
  return text.slice(0, isLowHalf(text.charCodeAt(units)) ? units - 1 : units);
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
