import { nextUrlStart, type TextKind } from './url-start.ts';
import { UserInfoSearch } from './userinfo-end.ts';

const AT_SIGN = /@|u0040|%(?:25)*40/gi;

/**
 * Takes user and password out of every URL in JSON: `https://user:password@host/` becomes `https://host/`. It stays
 * JSON: nothing is cut in the middle of a string or an escape. Takes linear time, and no more memory for a long user
 * info: one expression for all of it would overflow the stack.
 *
 * It goes by the URL parser of browsers, which is generous: with too few slashes, backslashes, blanks or quotation marks
 * there still is a password. In a text such signs mostly end the URL. There it is one only when a name, a colon and
 * something other than a port stand before them, so that an address behind `http://host:80` stays.
 */
export function withoutUserinfo(json: string): string {
  return stripped(json, 'json');
}

/** The same for a text that is not JSON. */
export function textWithoutUserinfo(text: string): string {
  return stripped(text, 'text');
}

/** False for a text that certainly has no user info, as it has no sign for its end. */
export function mayHaveUserinfo(text: string): boolean {
  return nextAtSign(text, 0) >= 0;
}

function stripped(text: string, kind: TextKind): string {
  const search = new UserInfoSearch(text, kind);
  const kept: string[] = [];
  let keptTo = 0;
  let from = 0;
  // Stryker disable next-line UnaryOperator: looking for the first @ later only costs time.
  let at = -1;
  for (;;) {
    // Stryker disable next-line ConditionalExpression,EqualityOperator,BlockStatement: passing over strings saves time.
    if (at < from) {
      // Stryker disable next-line MethodExpression: the last quotation mark is the same in a longer part.
      const before = Math.max(from, at);
      at = nextAtSign(text, from);
      // Stryker disable next-line ConditionalExpression: without an @ the search finds no user info either.
      if (at < 0) break;
      // Of JSON only strings with an @ matter.
      // Stryker disable next-line ConditionalExpression,MethodExpression: no user info goes beyond its string.
      if (kind === 'json') from = Math.max(from, before + lastQuote(text.slice(before, at)));
    }
    const start = nextUrlStart(text, from, kind);
    if (!start) break;
    const end = search.endFrom(start);
    if (end !== undefined) {
      kept.push(text.slice(keptTo, start.begin));
      keptTo = end;
    }
    from = end ?? start.begin;
  }
  return kept.join('') + text.slice(keptTo);
}

function nextAtSign(text: string, from: number): number {
  AT_SIGN.lastIndex = from;
  return AT_SIGN.exec(text)?.index ?? -1;
}

/** The last quotation mark that surely ends or begins a string of JSON, as no backslash is before it. */
function lastQuote(json: string): number {
  let at = json.lastIndexOf('"');
  while (json[at - 1] === '\\') at = json.lastIndexOf('"', at - 1);
  return at;
}
