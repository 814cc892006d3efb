import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText, cutAt, headOf, redact } from '../../../src/coc/clean-text.ts';
import { Secret } from '../../../src/settings/secret.ts';

describe('redact', () => {
  it('replaces the longest secret first, because one may be a part of another', () => {
    const secrets = ['KEY', 'KEY-AND-MORE', ''].map((value) => new Secret(value));
    expect(redact('KEY-AND-MORE and KEY, KEY', secrets)).toBe('<secret> and <secret>, <secret>');
    expect(redact('KEY-AND-MORE', [...secrets].reverse())).toBe('<secret>');
  });

  it('leaves a text alone while there is no secret', () => {
    expect(redact('all of it', [])).toBe('all of it');
    expect(redact('all of it', [new Secret('')])).toBe('all of it');
  });
});

describe('a clean text', () => {
  it.each([
    ['  plain  ', 'plain', 'plain'],
    ['a\r\nb\rc', 'a b c', 'a\nb\nc'],
    ['a\tb\n', 'a b', 'a\tb'],
    ['a\u0000\u0001b\u0085', 'a b', 'a b'],
    ['half \ud83d pair', 'half \ufffd pair', 'half \ufffd pair'],
    ['whole 🔥', 'whole 🔥', 'whole 🔥'],
  ])('of %j is one line or keeps its lines', (text, line, lines) => {
    expect([cleanLine(text), cleanText(text)]).toEqual([line, lines]);
  });
});

describe('a text that is cut', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abc   def', 6, 'abc…'],
    ['ab🔥cd', 4, 'ab…'],
    ['ab🔥cd', 5, 'ab🔥…'],
  ])('%j to %i is %j', (text, limit, cut) => {
    expect(cutAt(text, limit)).toBe(cut);
  });

  it('has nothing before its begin', () => {
    expect([headOf('abc', 0), headOf('abc', -1), headOf('🔥', 1), headOf('🔥', 2)]).toEqual([
      '',
      '',
      '',
      '🔥',
    ]);
  });
});
