import { RE2JS } from 're2js';
import { messageOf } from '../errors.ts';
import { type MatcherOperator, type MatcherToken, matcherError, tokenizeMatcher } from './matcher-tokens.ts';

/** Length of the longest accepted matcher, in UTF-16 units. */
export const MAX_MATCHER_LENGTH = 4_096;

/** A regular expression sees only this many UTF-16 units of a value, as a value may be megabytes long. */
export const MAX_TESTED_LENGTH = 8_192;

/** One comparison of a named value. A missing value counts as the empty string. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatcherOperator;
  readonly value: string;
  readonly test: (value: string) => boolean;
}

/**
 * Parses the matchers in one string, in the syntax of Alertmanager's UTF-8 parser (0.27 and later):
 * `team="db"`, `"any name"!~"a|b"`, `{severity=critical, env!=dev}`. A regular expression is RE2 and must
 * match the whole value.
 *
 * @throws {ConfigError} with the position and the remedy; also for a string without a matcher.
 * @see Alertmanager's source, `matcher/parse` (the parser and its tests; read 2026-11).
 */
export function parseMatchers(text: string): readonly Matcher[] {
  if (text.length > MAX_MATCHER_LENGTH)
    throw matcherError(text, MAX_MATCHER_LENGTH, {
      what: `the matcher is longer than ${MAX_MATCHER_LENGTH} characters`,
      remedy: 'write several shorter matchers, or several routes',
    });
  const tokens = tokenizeMatcher(text);
  const braces = tokens[0]?.kind === '{';
  const matchers: Matcher[] = [];
  let next = braces ? 1 : 0;
  while (!isClosing(tokens[next])) {
    matchers.push(readMatcher(text, tokens.slice(next, next + 3)));
    next += 3;
    if (tokens[next]?.kind === ',') next += 1;
    else if (!isClosing(tokens[next]))
      throw matcherError(text, positionOf(tokens[next]), {
        what: braces ? 'a comma or a closing brace is expected' : 'a comma or the end is expected',
        remedy:
          'put a value with spaces or special characters into double quotes, and a comma between matchers',
      });
  }
  checkEnding(text, tokens.slice(next), braces);
  if (matchers.length === 0)
    throw matcherError(text, 0, { what: 'there is no matcher', remedy: 'write one, such as team="db"' });
  return matchers;
}

function isClosing(token: MatcherToken | undefined): boolean {
  return token === undefined || token.kind === '}' || token.kind === 'end';
}

function positionOf(token: MatcherToken | undefined): number {
  return token?.at ?? 0;
}

function readMatcher(text: string, [name, operator, value]: readonly MatcherToken[]): Matcher {
  if (name?.kind !== 'word' || name.text === '')
    throw matcherError(text, positionOf(name), {
      what: 'a label name is expected',
      remedy: 'write name="value"',
    });
  if (operator?.kind !== 'operator')
    throw matcherError(text, positionOf(operator), {
      what: 'an operator is expected',
      remedy: 'use one of =, !=, =~ and !~ after the name',
    });
  if (value?.kind !== 'word')
    throw matcherError(text, positionOf(value), {
      what: 'a value is expected',
      remedy: 'write it after the operator; the empty value is ""',
    });
  const test = testOf(operator.text, value.text, (problem) =>
    matcherError(text, value.at, {
      what: `the regular expression is not valid: ${problem}`,
      remedy: 'write it in RE2 syntax: no look-ahead, no look-behind, no back-references',
    }),
  );
  return { name: name.text, operator: operator.text, value: value.text, test };
}

function testOf(
  operator: MatcherOperator,
  expected: string,
  failure: (problem: string) => Error,
): (value: string) => boolean {
  if (operator === '=') return (value) => value === expected;
  if (operator === '!=') return (value) => value !== expected;
  const pattern = compile(expected, failure);
  const matches = (value: string): boolean => pattern.matches(value.slice(0, MAX_TESTED_LENGTH));
  return operator === '=~' ? matches : (value) => !matches(value);
}

function compile(expression: string, failure: (problem: string) => Error): RE2JS {
  try {
    return RE2JS.compile(expression);
  } catch (thrown) {
    throw failure(messageOf(thrown));
  }
}

function checkEnding(text: string, [last, after]: readonly MatcherToken[], braces: boolean): void {
  if (braces && last?.kind !== '}')
    throw matcherError(text, positionOf(last), {
      what: 'the closing brace is missing',
      remedy: 'add }, or leave out both braces',
    });
  if (!braces && last?.kind === '}')
    throw matcherError(text, positionOf(last), {
      what: 'a closing brace has no opening brace',
      remedy: 'add { at the start, or leave out both braces',
    });
  if (last?.kind === '}' && after?.kind !== 'end')
    throw matcherError(text, positionOf(after), {
      what: 'there is text after the closing brace',
      remedy: 'remove it, or write it as another entry of the list',
    });
}

/** True when every matcher matches. `read` returns the value of a name, undefined when there is none. */
export function matchesAll(
  matchers: readonly Matcher[],
  read: (name: string) => string | undefined,
): boolean {
  return matchers.every((matcher) => matcher.test(read(matcher.name) ?? ''));
}
