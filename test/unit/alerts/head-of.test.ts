import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headOf } from '../../../src/alerts/head-of.ts';
import { growthOf } from '../../support/growth.ts';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** The same, by a look at the whole text. */
function slowHeadOf(text: string, units: number): string {
  let head = '';
  for (const { segment } of segmenter.segment(text)) {
    if (head.length + segment.length > units) break;
    head += segment;
  }
  return head;
}

describe('headOf', () => {
  it.each([
    ['abc', 0, ''],
    ['abc', -1, ''],
    ['abc', 2, 'ab'],
    ['abc', 3, 'abc'],
    ['abc', 4, 'abc'],
    ['🔥', 1, ''],
    ['🔥', 2, '🔥'],
    ['磁盘已满', 3, '磁盘已'],
    ['a👩🏽‍🚒b', 7, 'a'],
    ['a👩🏽‍🚒b', 8, 'a👩🏽‍🚒'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿!', 13, ''],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿!', 14, '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['🇨🇳🇩🇪🇫🇷', 6, '🇨🇳'],
    ['🇨🇳🇩🇪🇫🇷', 8, '🇨🇳🇩🇪'],
    ['e\u0301\u0323x', 2, ''],
    ['नमस्ते', 3, 'नम'],
    ['한국', 1, '한'],
    ['\u1112\u1161\u11ab.', 2, ''],
    ['a\r\nb', 2, 'a'],
    ['a\r\nb', 3, 'a\r\n'],
    ['1️⃣2️⃣', 4, '1️⃣'],
  ])('of %j at %i is %j', (text, units, head) => {
    expect(headOf(text, units)).toBe(head);
  });

  it('is the same as by a look at the whole text', () => {
    const pieces = [
      'a',
      ' ',
      'é',
      'e\u0301',
      '\u200d',
      '👨‍👩‍👧',
      '👍🏽',
      '🇨🇳',
      '🇩',
      '磁',
      '\u1112\u1161',
      '\r\n',
      '\n',
      '\ufe0f',
      '🔥',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), fc.nat(120), (parts, units) => {
        const text = parts.join('');
        expect(headOf(text, units)).toBe(slowHeadOf(text, units));
      }),
      { numRuns: 2_000 },
    );
  });

  it('splits no surrogate pair of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, units) => {
        const head = headOf(text, units);
        expect(text.startsWith(head) && head.length <= Math.max(0, units)).toBe(true);
        expect(Buffer.from(head).toString()).toBe(head);
      }),
    );
  });

  it('cuts what is no real character between code points, so that something is left', () => {
    const zalgo = `e${'\u0301'.repeat(300)}`;
    expect(headOf(zalgo, 254)).toHaveLength(254);
    expect(headOf('\u{e0101}'.repeat(300), 255)).toHaveLength(254);
  });

  it('looks only at the text near the cut', () => {
    for (const piece of ['磁盘已满 👨‍👩‍👧 ', '🇨🇳', '\u0301']) {
      const [short, long] = [`e${piece.repeat(1_000)}`, `e${piece.repeat(10_000)}`];
      const cutOften = (size: number) => {
        const text = size === 1_000 ? short : long;
        for (let i = 0; i < 200; i++) headOf(text, size - 1 + (i % 2));
      };
      expect(growthOf(cutOften, 1_000)).toBeLessThan(5);
    }
  });
});
