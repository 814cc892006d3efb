import { describe, expect, it } from 'vitest';
import { cleanCopy, cleanLine, cleanText, cutAt, redact } from '../../../src/coc/clean-text.ts';
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
    ['a\u2028b\u2029c', 'a b c', 'a\nb\nc'],
    ['disk \u202egnp.exe\u202c full', 'disk gnp.exe full', 'disk gnp.exe full'],
    ['\u2066a\u2067b\u2068c\u2069\u202ad\u202be\u202d', 'abcde', 'abcde'],
    ['left \u200e right \u200f stay', 'left \u200e right \u200f stay', 'left \u200e right \u200f stay'],
    ['\u200b', '', ''],
    ['\u202e\u2066', '', ''],
    ['\u3164\u2800\ufe0f\u034f', '', ''],
    ['👨‍👩‍👧', '👨‍👩‍👧', '👨‍👩‍👧'],
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

  it.each([
    ['ab👨‍👩‍👧cd', 9, 'ab…'],
    ['ab👨‍👩‍👧cd', 11, 'ab👨‍👩‍👧…'],
    ['ok 🇨🇳🇩🇪', 9, 'ok 🇨🇳…'],
    ['cafe\u0301s and more', 5, 'caf…'],
    ['cafe\u0301s and more', 6, 'cafe\u0301…'],
  ])('%j to %i is %j: nothing that people see as one is split', (text, limit, cut) => {
    expect(cutAt(text, limit)).toBe(cut);
  });
});

it('a copy keeps what nobody sees, but not what turns the text', () => {
  expect([cleanCopy('\u200b'), cleanCopy('\u202ea\u2028b')]).toEqual(['\u200b', 'a\nb']);
});
