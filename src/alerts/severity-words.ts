/** Chinese characters, or letters and digits of other scripts: `P1级` has two words. */
const WORD = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;

const HAN = /^\p{Script=Han}/u;

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
  ['alert', 'alerts', 'notification', 'notifications'],
  ['error', 'errors', 'err'],
];

/** Lower case and half-width, without accents, blanks, `-` and `_`. The Turkish `ı` is an `i`. */
export function looseKey(severity: string): string {
  return simplified(severity).replaceAll(/[\p{Pd}\p{Pc}\s]+/gu, '');
}

/** A severity, and a remark behind a dash between blanks or a colon, or in brackets: `P0 - Outage`, `critical (production)`. */
const REMARKED = /^([^:()[\]]{1,64}?)(?:\s+\p{Pd}+\s+|\s*:\s*|\s*[([])(.{1,64})$/u;

/** Whether a text is a known name, in the form of {@link looseKey}. */
type IsKnown = (name: string) => boolean;

/**
 * Finds the known names in a text of several words, such as `P1 - Critical`, `Fatal Error` or `🔴 critical`. Undefined
 * where a word is unknown: `not critical` is nobody's name for a level. Only a remark behind a severity may be of unknown
 * words, as long as it names no severity.
 */
export function namesIn(severity: string, isKnown: IsKnown): readonly string[] | undefined {
  const names = namesOfAll(severity, isKnown);
  if (names !== undefined) return names;
  const [, first = '', remark = ''] = REMARKED.exec(severity.normalize('NFKC').trim()) ?? [];
  return first === '' || namesSeverity(remark, isKnown) ? undefined : namesOfAll(first, isKnown);
}

/** True for a text with a known name among its words. Chinese is written without blanks, so each part of it is looked at. */
function namesSeverity(remark: string, isKnown: IsKnown): boolean {
  const words = wordsIn(remark);
  const isName = (text: string) => plainName(text, isKnown) !== undefined;
  return words.some((word, at) => {
    if (longestName(words.slice(at, at + LONGEST_NAME), isKnown)) return true;
    return HAN.test(word) && partsOf([...word]).some(isName);
  });
}

/** Chinese names that are parts of a longer text: those of two characters or more. */
function partsOf(characters: readonly string[]): readonly string[] {
  return characters.flatMap((_, at) =>
    [2, 3, 4]
      .flatMap((length) => characters.slice(at, at + length).join(''))
      .filter(({ length }) => length > 1),
  );
}

function wordsIn(text: string): readonly string[] {
  return simplified(text.replaceAll(PICTURE, ' ')).match(WORD) ?? [];
}

function namesOfAll(severity: string, isKnown: IsKnown): readonly string[] | undefined {
  const words = wordsIn(severity);
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
function longestName(words: readonly string[], isKnown: IsKnown) {
  for (let count = words.length; count > 0; count--) {
    const name = plainName(words.slice(0, count).join(''), isKnown);
    if (name !== undefined) return { name, words: count };
  }
  return undefined;
}

function plainName(text: string, isKnown: IsKnown): string | undefined {
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
