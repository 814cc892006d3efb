/** The text that is searched: in JSON a quotation mark without a backslash ends a string. */
export type TextKind = 'json' | 'text';

/** The place where the user info of a URL begins, if it has one. */
export interface UrlStart {
  readonly begin: number;
  /** `encoded` is a URL that is part of another one, such as the expression in Prometheus's generatorURL. */
  readonly form: 'plain' | 'encoded';
  /**
   * `complete` has a scheme and slashes. `special` has them too, in a scheme of the web, where backslashes are slashes.
   * `bare` has fewer signs of a URL, so more is asked of what follows.
   */
  readonly kind: 'complete' | 'special' | 'bare';
}

// JSON may have been escaped several times. A bound on its backslashes keeps the time linear.
const COLON = String.raw`(?::|\\{1,8}u003a)`;
const SLASH = String.raw`(?:\\{0,8}\/|\\{1,8}u002f)`;
/** In JSON a backslash is written as two. */
const BACKSLASH = { json: String.raw`(?:\\\\|\\{1,8}u005c)`, text: String.raw`\\` };
/** The parser for URLs leaves these out. */
const BREAK = String.raw`(?:[\t\r\n]|\\{1,8}(?:[tnr]|u000[9ad])|%(?:25)*0[9ad])`;
const CODED_COLON = '%(?:25)*3a';
const CODED_SLASH = String.raw`(?:%(?:25)*(?:2f|5c)|\\{0,8}\/)`;
/** Not the end of a longer word, unless it is the end of an escape. */
const WORD = String.raw`(?:(?<![a-z\d+.-])|(?<=\\[nrtbf]|\\u[\da-f]{4}|%[\da-f]{2}))`;
const WEB = `${WORD}(?:h${BREAK}*t${BREAK}*t${BREAK}*p${BREAK}*s?|ws${BREAK}*s?|f${BREAK}*t${BREAK}*p)${BREAK}*`;
/** A path does not go on here: two slashes in it begin no URL. */
const FRESH = String.raw`(?:^|[\s"'(=,;<>[{|]|\\[nrt])`;
const WEB_COLON = `${COLON}(?<=${WEB}${COLON})`;
const WEB_CODED_COLON = `${CODED_COLON}(?<=${WEB}${CODED_COLON})`;

// What stands before is looked at last: so only colons and slashes cost time.
const startIn = (kind: TextKind) => {
  const backslash = BACKSLASH[kind];
  const either = `(?:${SLASH}|${backslash})`;
  return new RegExp(
    [
      `(?<special>${WEB_COLON}(?:${BREAK}*${either})+)`,
      `(?<complete>${COLON}(?:${BREAK}*${SLASH}){2})`,
      `(?<coded>${WEB_CODED_COLON}(?:${BREAK}*${CODED_SLASH})+|${CODED_COLON}(?:${BREAK}*${CODED_SLASH}){2}|:(?:%(?:25)*2f){2})`,
      `(?<bare>${WEB_COLON}(?!%)|${SLASH}(?<=${FRESH}${SLASH})${SLASH})`,
      `(?<codedBare>${WEB_CODED_COLON}|%(?:25)*2f(?<==%(?:25)*2f)%(?:25)*2f)`,
      // Two backslashes also begin the name of a Windows share, which may have an @ but no password.
      `(?<share>${either}(?<=${FRESH}${either})${either}(?=[^@]{0,256}?:))`,
    ].join('|'),
    'gi',
  );
};
const START = { json: startIn('json'), text: startIn('text') };

/** Finds the next start of a URL. */
export function nextUrlStart(text: string, from: number, textKind: TextKind): UrlStart | undefined {
  const pattern = START[textKind];
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  if (!found) return undefined;
  const { special, complete, coded, codedBare } = found.groups ?? {};
  const form = coded === undefined && codedBare === undefined ? 'plain' : 'encoded';
  const kind = special === undefined ? ((complete ?? coded) === undefined ? 'bare' : 'complete') : 'special';
  return { begin: pattern.lastIndex, form, kind };
}
