import { expect, it } from 'vitest';
import { firstText } from '../../../src/alerts/first-text.ts';

it.each([
  [[undefined, '', ' \n', 'a'], 'a'],
  [['\0\u200b\u202e', ' b '], 'b'],
  [['\0'], undefined],
  [
    ['\u200b\u2060\ufeff', '\u3164', '\u2800 \u2800', '\ufe0f', '\u034f', '\u115f\u1160', '\u{e0020}', 'c'],
    'c',
  ],
  [['\u200b'.repeat(5)], undefined],
  [['\u200b\u0301'], '\u200b\u0301'],
  [['磁盘'], '磁盘'],
  [['👨‍👩‍👧'], '👨‍👩‍👧'],
  [[], undefined],
])('finds in %j the first text with something to see: %s', (candidates, text) => {
  expect(firstText(...candidates)).toBe(text);
});
