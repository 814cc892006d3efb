import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.ts';
import {
  MAX_MATCHER_LENGTH,
  MAX_TESTED_LENGTH,
  matchesAll,
  parseMatchers,
} from '../../../src/routing/matcher.ts';
import { growthOf, LINEAR } from '../../support/growth.ts';

const parsed = (text: string) =>
  parseMatchers(text).map(({ name, operator, value }) => `${name} ${operator} ${value}`);

function failureOf(text: string): ConfigError {
  try {
    parseMatchers(text);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown;
    throw thrown;
  }
  throw new Error(`${text} was accepted`);
}

describe('parseMatchers', () => {
  it.each([
    ['{foo=bar}', ['foo = bar']],
    ['{foo=bar,}', ['foo = bar']],
    ['foo=bar', ['foo = bar']],
    ['foo=bar,', ['foo = bar']],
    [' foo = bar ', ['foo = bar']],
    ['{foo!=bar}', ['foo != bar']],
    ['foo=~[a-z]+', ['foo =~ [a-z]+']],
    ['{foo!~[a-z]+}', ['foo !~ [a-z]+']],
    ['{foo=🙂bar}', ['foo = 🙂bar']],
    ['{"foo"="bar"}', ['foo = bar']],
    ['"foo"!~"[a-z]+"', ['foo !~ [a-z]+']],
    ['{"foo"="\\xf0\\x9f\\x99\\x82"}', ['foo = 🙂']],
    ['{"foo"="\\U0001f642 \\u00e9 \\101"}', ['foo = 🙂 é A']],
    ['foo="bar\\n\\t"', ['foo = bar\n\t']],
    ['foo="\\"bar\\""', ['foo = "bar"']],
    ['foo="bar\\\\"', ['foo = bar\\']],
    ['foo="a, b = {c}"', ['foo = a, b = {c}']],
    ['foo=""', ['foo = ']],
    ['{foo=bar,bar!=baz}', ['foo = bar', 'bar != baz']],
    ['foo="bar" , bar!="baz"', ['foo = bar', 'bar != baz']],
    ['主机.名="数据库"', ['主机.名 = 数据库']],
    ['"a name with spaces"=x', ['a name with spaces = x']],
    ['__proto__=x', ['__proto__ = x']],
    ['url=~https?://[^/]+/', ['url =~ https?://[^/]+/']],
    ['foo="it\'s"', ["foo = it's"]],
  ])('reads %s', (text, matchers) => {
    expect(parsed(text)).toEqual(matchers);
  });

  it.each([
    ['', 1, 'there is no matcher'],
    ['{}', 1, 'there is no matcher'],
    [',', 1, 'a label name is expected'],
    ['{,}', 2, 'a label name is expected'],
    ['{', 2, 'the closing brace is missing'],
    ['}', 1, 'a closing brace has no opening brace'],
    ['foo=bar}', 8, 'a closing brace has no opening brace'],
    ['{foo=bar', 9, 'the closing brace is missing'],
    ['{foo=bar}x', 10, 'there is text after the closing brace'],
    ['{foo=:"bar"}', 7, 'a comma or a closing brace is expected'],
    ['foo=bar baz', 9, 'a comma or the end is expected'],
    ['{foo="bar\\w"}', 6, 'the quoted text holds an unknown escape'],
    ['{foo=bar\\n}', 9, 'the character \\ needs double quotes'],
    ["foo='bar'", 5, "the character ' needs double quotes"],
    ['foo=`bar`', 5, 'the character ` needs double quotes'],
    ['{"foo"="\\xf0\\x9f"}', 8, 'bytes that are not UTF-8'],
    ['foo="\\ud800"', 5, 'an unknown escape'],
    ['foo="a\nb"', 5, 'a line break'],
    ['foo="bar', 5, 'a double quote is never closed'],
    ['foo', 4, 'an operator is expected'],
    ['foo=', 5, 'a value is expected'],
    ['foo==bar', 5, 'a value is expected'],
    ['foo!bar', 4, '! must be followed by = or ~'],
    ['=bar', 1, 'a label name is expected'],
    ['""=bar', 1, 'a label name is expected'],
    ['foo=bar,,', 9, 'a label name is expected'],
    ['foo=~"("', 6, 'missing closing )'],
    ['foo=~"a(?=b)"', 6, 'the regular expression is not valid'],
    ['foo=~"(a)\\\\1"', 6, 'the regular expression is not valid'],
    ['🙂=bar baz', 7, 'a comma or the end is expected'],
  ])('refuses %j at character %i: %s', (text, column, what) => {
    const failure = failureOf(text);
    expect(failure.message).toContain(`at character ${column}, `);
    expect(failure.message).toContain(what);
    expect(failure.issues[0]?.remedy).not.toBe('');
  });

  it('refuses a matcher of more than the longest length', () => {
    expect(failureOf(`foo="${'x'.repeat(MAX_MATCHER_LENGTH)}"`).message).toContain('longer than 4096');
  });
});

describe('matchesAll', () => {
  const labels = new Map([
    ['team', 'db'],
    ['text', 'two\nlines'],
  ]);
  const holds = (text: string) => matchesAll(parseMatchers(text), (name) => labels.get(name));

  it.each([
    ['team=db', true],
    ['team=d', false],
    ['team!=web', true],
    ['team=~d', false],
    ['team=~"d|db"', true],
    ['team=~"d.*"', true],
    ['team!~"d"', true],
    ['team!~"d.*"', false],
    ['team=~"(?i)DB"', true],
    ['missing=""', true],
    ['missing!=""', false],
    ['missing=~".*"', true],
    ['missing=~".+"', false],
    ['missing!~".+"', true],
    ['team=db,missing=x', false],
    ['text=~"two.lines"', false],
    ['text=~"(?s)two.lines"', true],
  ])('says of %s: %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it('tries a regular expression on the beginning of a long value only', () => {
    expect(matchesAll(parseMatchers('x=~"a+"'), () => `${'a'.repeat(MAX_TESTED_LENGTH)}b`)).toBe(true);
    expect(matchesAll(parseMatchers('x=~"a+"'), () => `${'a'.repeat(MAX_TESTED_LENGTH - 1)}b`)).toBe(false);
  });

  it('takes linear time for an expression and a text that are made to be slow', () => {
    const matchers = parseMatchers('x=~"(a+)+(a|aa)*b"');
    const match = (size: number) => expect(matchesAll(matchers, () => 'a'.repeat(size))).toBe(false);
    expect(growthOf(match, MAX_TESTED_LENGTH / 10)).toBeLessThan(LINEAR);
  });
});
