import { describe, expect, it } from 'vitest';
import { sharedJson, sharedReceiver, sharedText } from '../../../src/sources/group-details.ts';

describe('what all alerts of a message share', () => {
  it('is a text of at most 2,048 characters, cut with a mark', () => {
    expect(sharedText.parse('a'.repeat(2_048))).toBe('a'.repeat(2_048));
    expect(sharedText.parse('a'.repeat(2_049))).toBe(`${'a'.repeat(2_047)}…`);
    expect(sharedText.parse(`${'a'.repeat(2_046)}😀b`)).toBe(`${'a'.repeat(2_046)}…`);
  });

  it.each([[''], [undefined], [null], [7]])('is no text: %j', (value) => {
    expect(sharedText.parse(value)).toBeUndefined();
  });

  it('is JSON of at most 2,048 characters, or a text that says how much is left out', () => {
    const fits = { a: 'v'.repeat(2_048 - '{"a":""}'.length) };
    expect(sharedJson.parse(fits)).toEqual(fits);
    expect(sharedJson.parse({ a: `${fits.a}v` })).toBe('…(2049 characters left out)');
  });

  it.each([[{}], [undefined], [null]])('is no JSON: %j', (value) => {
    expect(sharedJson.parse(value)).toBeUndefined();
  });

  it.each([
    ['a\\.b', 'a.b'],
    ['team-a', 'team-a'],
    ['a\\nb', 'a\\nb'],
    ['\\(x\\)\\\\', '(x)\\'],
    ['', undefined],
    [undefined, undefined],
  ])('is a receiver %s, without the quoting for regular expressions: %s', (quoted, receiver) => {
    expect(sharedReceiver.parse(quoted)).toBe(receiver);
  });
});
