import { expect, it } from 'vitest';
import { firstText } from '../../../src/alerts/first-text.ts';

it.each([
  [[undefined, '', ' \n', 'a'], 'a'],
  [['\0\u200b\u202e', ' b '], 'b'],
  [['\0'], undefined],
  [[], undefined],
])('finds in %j the first text with something to see: %s', (candidates, text) => {
  expect(firstText(...candidates)).toBe(text);
});
