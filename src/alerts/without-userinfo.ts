/** One way to write a URL, as far as it matters behind the slashes. */
interface Form {
  /** First character of the path, the query or what follows the URL: the user info ends before it. */
  readonly end: RegExp;
  readonly at: RegExp;
}

/** Two slashes after a colon, plain or in an escape of JSON, however often it was escaped. */
const PLAIN_START = String.raw`(?::|\\u003a)(?:\\*\/|\\+u002f){2}`;
const PLAIN: Form = {
  end: /[\s"<>/?#]|(?<!\\)\\+(?!\\|u(?!00(?:[01]|2[023f]|3[cef]|5c))[0-9a-f]{4})/gi,
  at: /@|\\u0040/gi,
};
/** The same in a URL that is part of another one, such as the expression in Prometheus's generatorURL. */
const ENCODED_START = '%(?:25)*3a(?:%(?:25)*2f){2}';
const ENCODED: Form = {
  end: /[\s"<>/?#&\\]|%(?:25)*(?:[01]|2[0237f]|3[cef]|5c)/gi,
  at: /@|%(?:25)*40/gi,
};

const START = new RegExp(`(${PLAIN_START})|${ENCODED_START}`, 'gi');
const AT_SIGN = /@|u0040|%(?:25)*40/i;

/**
 * Takes user and password out of every URL in a text: `https://user:password@host/` becomes `https://host/`.
 * The text may be JSON, which it stays: nothing is cut in the middle of a string or an escape. Takes linear time,
 * and no more memory for a long user info: one expression for all of it would overflow the stack.
 */
export function withoutUserinfo(text: string): string {
  if (!AT_SIGN.test(text)) return text;
  const kept: string[] = [];
  let from = 0;
  for (let start = nextMatch(START, text, 0); start; start = nextMatch(START, text, START.lastIndex)) {
    const begin = START.lastIndex;
    const userEnd = userInfoEnd(text, begin, start[1] === undefined ? ENCODED : PLAIN);
    if (userEnd === undefined) continue;
    kept.push(text.slice(from, begin));
    from = userEnd;
    START.lastIndex = userEnd;
  }
  return from === 0 ? text : kept.join('') + text.slice(from);
}

/** Place behind the last @ of the user info that begins here; undefined when there is none. */
function userInfoEnd(text: string, begin: number, { end, at }: Form): number | undefined {
  const most = nextMatch(end, text, begin)?.index ?? text.length;
  let last: number | undefined;
  const region = text.slice(begin, most);
  for (let found = nextMatch(at, region, 0); found; found = nextMatch(at, region, at.lastIndex))
    last = begin + at.lastIndex;
  return last;
}

function nextMatch(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
