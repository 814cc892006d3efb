import { ConfigError } from '../errors.ts';
import { unquote } from './unquote.ts';

/** Operator of a matcher: equal, not equal, matches a regular expression as a whole, does not match it. */
export type MatcherOperator = '=' | '!=' | '=~' | '!~';

/** One token of a matcher. `at` is its start in UTF-16 units; `text` is unquoted. */
export type MatcherToken =
  | { readonly kind: '{' | '}' | ',' | 'end'; readonly at: number }
  | { readonly kind: 'operator'; readonly at: number; readonly text: MatcherOperator }
  | { readonly kind: 'word'; readonly at: number; readonly text: string };

const SPACE = /[\s\u0085]/;
/** Text without spaces and reserved characters. */
const BARE_WORD = /[^\s\u0085{}!=~,\\"'`]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;

/** Makes the error for an invalid matcher: the place, what is wrong, and the remedy. */
export function matcherError(
  matcher: string,
  at: number,
  problem: { readonly what: string; readonly remedy: string },
): ConfigError {
  const column = [...matcher.slice(0, at)].length + 1;
  const shown = matcher.length > 120 ? `${matcher.slice(0, 120)}…` : matcher;
  const message = `in the matcher ${shown}: at character ${column}, ${problem.what}`;
  return new ConfigError(message, [{ message, remedy: problem.remedy }]);
}

/**
 * Splits a matcher into tokens. The last one has the kind `end`.
 *
 * @throws {ConfigError} when a quote is not closed, an escape is unknown, or a reserved character stands
 * alone.
 */
export function tokenizeMatcher(matcher: string): readonly MatcherToken[] {
  const tokens: MatcherToken[] = [];
  let at = 0;
  while (at < matcher.length) {
    if (SPACE.test(matcher.charAt(at))) {
      at += 1;
      continue;
    }
    const { token, next } = readToken(matcher, at);
    tokens.push(token);
    at = next;
  }
  tokens.push({ kind: 'end', at });
  return tokens;
}

function readToken(matcher: string, at: number): { token: MatcherToken; next: number } {
  const first = matcher.charAt(at);
  if (first === '{' || first === '}' || first === ',') return { token: { kind: first, at }, next: at + 1 };
  if (first === '=' || first === '!') return readOperator(matcher, at);
  if (first === '"') return readQuoted(matcher, at);
  BARE_WORD.lastIndex = at;
  const word = BARE_WORD.exec(matcher)?.[0];
  if (word !== undefined) return { token: { kind: 'word', at, text: word }, next: at + word.length };
  throw matcherError(matcher, at, {
    what: `the character ${first} needs double quotes`,
    remedy: 'put the name or the value into double quotes, such as name="a value"',
  });
}

function readOperator(matcher: string, at: number): { token: MatcherToken; next: number } {
  const two = matcher.slice(at, at + 2);
  if (two === '!=' || two === '=~' || two === '!~')
    return { token: { kind: 'operator', at, text: two }, next: at + 2 };
  if (two.startsWith('=')) return { token: { kind: 'operator', at, text: '=' }, next: at + 1 };
  throw matcherError(matcher, at, {
    what: '! must be followed by = or ~',
    remedy: 'use one of the operators =, !=, =~ and !~',
  });
}

function readQuoted(matcher: string, at: number): { token: MatcherToken; next: number } {
  QUOTED.lastIndex = at;
  const found = QUOTED.exec(matcher);
  if (!found)
    throw matcherError(matcher, at, {
      what: 'a double quote is never closed',
      remedy: 'close it, and write a double quote inside the value as \\"',
    });
  const text = unquote(found[1] ?? '');
  if (text === undefined)
    throw matcherError(matcher, at, {
      what: 'the quoted text holds an unknown escape, a line break, or bytes that are not UTF-8',
      remedy: 'write a backslash as \\\\ (a regular expression \\d is "\\\\d") and a line break as \\n',
    });
  return { token: { kind: 'word', at, text }, next: at + found[0].length };
}
