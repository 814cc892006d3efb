/** Chinese characters, or letters and digits of other scripts: `P1级` has two words. */
const WORD = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;

/** Emoji, of which some count as characters: `ℹ️`. */
const PICTURE = /\p{Extended_Pictographic}/gu;

/** A number with leading zeros after a word: `P01`. */
const PADDED = /^(\p{L}+)0+(\d)$/u;

/** Most words of one name, as in `not classified`. */
const LONGEST_NAME = 4;

/** Words that only say of what kind the text is, and numbers: `5 - Disaster` is as severe as `Disaster`. */
const FILLER =
  /^(?:\d|severity|sev|level|lvl|priority|prio|alarm|incident|event|problem|issue|fault|级别?|級別?|等级|等級|级?告警|級?告警|报警|故障|事件|问题|(?:严重|紧急|告警|报警|事件|故障)(?:级别|等级|程度))$/;

/** Nouns at the end of a Chinese name, which has no blanks: 致命错误 is as severe as 致命. */
const HAN_NOUN = /(?:级|級|告警|警报|报警|報警|预警|預警|错误|錯誤|故障|事件|问题|問題)$/u;

/**
 * Names that are also the noun beside another one, the weakest first: a *minor error* is Minor, and an *error
 * alert* is an error.
 */
const NOUNS: readonly (readonly string[])[] = [
  ['alert', 'notification'],
  ['error', 'err'],
];

/** Lower case and half-width, without accents, blanks, `-` and `_`. The Turkish `ı` is an `i`. */
export function looseKey(severity: string): string {
  return simplified(severity).replaceAll(/[\p{Pd}\p{Pc}\s]+/gu, '');
}

/**
 * Finds the known names in a text of several words, such as `P1 - Critical`, `Fatal Error` or `🔴 critical`. Undefined
 * where a word is unknown: `not critical` is nobody's name for a level.
 * @param isKnown true for a name in the form of {@link looseKey}
 */
export function namesIn(severity: string, isKnown: (name: string) => boolean): readonly string[] | undefined {
  const words = simplified(severity.replaceAll(PICTURE, ' ')).match(WORD) ?? [];
  const whole = plainName(words.join(''), isKnown);
  if (whole !== undefined) return [whole];
  const names: string[] = [];
  for (let at = 0; at < words.length; ) {
    const found = longestName(words.slice(at, at + LONGEST_NAME), isKnown);
    if (!found && !FILLER.test(words[at] ?? '')) return undefined;
    if (found) names.push(found.name);
    at += found?.words ?? 1;
  }
  return names.length === 0 ? undefined : NOUNS.reduce(withoutNouns, names);
}

/** Finds the name that the first words make: the longest one. */
function longestName(words: readonly string[], isKnown: (name: string) => boolean) {
  for (let count = words.length; count > 0; count--) {
    const name = plainName(words.slice(0, count).join(''), isKnown);
    if (name !== undefined) return { name, words: count };
  }
  return undefined;
}

function plainName(text: string, isKnown: (name: string) => boolean): string | undefined {
  const name = [text, text.replace(PADDED, '$1$2')].find(isKnown);
  if (name !== undefined || !HAN_NOUN.test(text)) return name;
  return plainName(text.replace(HAN_NOUN, ''), isKnown);
}

function withoutNouns(names: readonly string[], nouns: readonly string[]): readonly string[] {
  const others = names.filter((name) => !nouns.includes(name));
  return others.length === 0 ? names : others;
}

function simplified(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ı', 'i');
}
