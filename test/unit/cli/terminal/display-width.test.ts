import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutToLength,
  cutToWidth,
  displayWidth,
  graphemesOf,
  padToWidth,
  wrapToWidth,
} from '../../../../src/cli/terminal/display-width.ts';
import { safeText } from '../../../../src/cli/terminal/safe-text.ts';
import { growthOf, LINEAR } from '../../../support/growth.ts';

const FAMILY = '👩‍👩‍👧‍👦';
const ENGLAND = '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

describe('the width of a text in columns', () => {
  it.each([
    ['', 0],
    ['disk', 4],
    ['磁盘', 4],
    ['ﾃﾞｨｽｸ', 5],
    ['디스크', 6],
    ['e\u0301', 1],
    ['👍', 2],
    ['👍🏽', 2],
    [FAMILY, 2],
    ['🇨🇳', 2],
    [ENGLAND, 2],
    ['a\u200bb', 2],
    ['→', 1],
  ])('%j takes %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('a text that is cut', () => {
  it.each([
    ['disk full', 9, 'disk full'],
    ['disk full', 8, 'disk fu…'],
    ['disk full', 6, 'disk…'],
    ['磁盘空间不足', 12, '磁盘空间不足'],
    ['磁盘空间不足', 11, '磁盘空间不…'],
    ['磁盘空间不足', 10, '磁盘空间…'],
    [`a${FAMILY}b`, 3, 'a…'],
    [`a${FAMILY}bc`, 4, `a${FAMILY}…`],
    [`x${ENGLAND}yz`, 4, `x${ENGLAND}…`],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ])('%j in %i columns is %j', (text, columns, cut) => {
    expect(cutToWidth(text, columns)).toBe(cut);
  });

  it.each([
    ['disk', 4, 'disk'],
    ['disk full', 8, 'disk fu…'],
    ['disk full', 6, 'disk…'],
    ['磁盘空间', 3, '磁盘…'],
    [`${FAMILY}a`, 11, '…'],
    [`${FAMILY}ab`, 12, `${FAMILY}…`],
    ['e\u0301e\u0301', 3, 'e\u0301…'],
  ])('%j to %i UTF-16 units is %j', (text, units, cut) => {
    expect(cutToLength(text, units)).toBe(cut);
  });

  it('never takes more columns, and never has a part of a grapheme', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map(safeText);
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, columns) => {
        const cut = cutToWidth(whole, columns);
        expect(displayWidth(cut)).toBeLessThanOrEqual(columns);
        const kept = graphemesOf(cut.replace(/…$/, ''));
        expect(graphemesOf(whole).slice(0, kept.length).join('')).toBe(kept.join(''));
        expect(displayWidth(padToWidth(cut, 50))).toBe(Math.max(50, displayWidth(cut)));
      }),
    );
  });
});

describe('a text that is broken into lines', () => {
  it.each([
    ['one two three', 20, ['one two three']],
    ['one two three', 7, ['one two', 'three']],
    ['磁盘空间不足', 5, ['磁盘', '空间', '不足']],
    ['a https://long.example/path b', 10, ['a', 'https://long.example/path', 'b']],
    ['mx1xkcca-1-30a1-and-more', 10, ['mx1xkcca-1', '-30a1-and-', 'more']],
    ['up for 12 min 49 s now', 12, ['up for', '12 min 49 s', 'now']],
    ['only 72909 MiB are free', 10, ['only', '72909 MiB', 'are free']],
    ['it is 100 % full', 9, ['it is', '100 %', 'full']],
    ['at 2026-11-29 14:25:48 again', 20, ['at', '2026-11-29 14:25:48', 'again']],
    ['the 5 sources of 3 disks', 7, ['the 5', 'sources', 'of 3', 'disks']],
  ])('%j in %i columns', (text, columns, lines) => {
    expect(wrapToWidth(text, columns)).toEqual(lines);
  });
});

describe('a text from outside', () => {
  it.each([
    ['plain', 'plain'],
    ['a\u001b[2Jb\nc', 'a\ufffd[2Jb\ufffdc'],
    ['right\u202eleft', 'right\ufffdleft'],
    ['two\u2028lines', 'two\ufffdlines'],
    ['ad\u200dmin', 'ad\ufffdmin'],
    [FAMILY, FAMILY],
    [ENGLAND, ENGLAND],
  ])('%j is shown as %j', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });
});

describe('a text that is split into what people see as one character', () => {
  const whole = (text: string) => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

  it('is split the same way whatever its length', () => {
    const piece = fc.constantFrom(
      'a',
      '磁',
      'e\u0301',
      '👍🏽',
      FAMILY,
      ENGLAND,
      '🇨🇳',
      '\u0300',
      '\u200d',
      '\ud83d',
      'क्ष',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 600 }), (pieces) => {
        const text = pieces.join('');
        expect(graphemesOf(text)).toEqual(whole(text));
      }),
    );
  });

  it('loses nothing of a character that never ends, and splits no code point', () => {
    const text = `e${'\u0301'.repeat(254)}${'👍'.repeat(3)}${'\u0301'.repeat(5_000)}`;
    expect(graphemesOf(text).join('')).toBe(text);
    expect(graphemesOf(text).some((one) => /\p{Surrogate}/u.test(one))).toBe(false);
  });

  it('takes linear time', () => {
    expect(growthOf((size) => graphemesOf('磁盘é'.repeat(size)), 3_000)).toBeLessThan(LINEAR);
  });
});
