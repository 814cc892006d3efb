import { expect, it } from 'vitest';
import { onScreen } from '../../../../src/cli/alarms/watch-alarms.ts';

const HOME = '\u001b[H';
const END = '\u001b[K\n';
const REST = '\u001b[J';

it.each([
  ['fits', 5, ['head', 'a', 'b', 'footer']],
  ['is too high, without its end but with its last line', 4, ['head', 'a', 'footer']],
])('a list that %s stays on the screen', (_, rows, shown) => {
  const text = 'head\na\nb\nfooter\n';
  expect(onScreen(text, rows)).toBe(`${HOME}${shown.map((line) => `${line}${END}`).join('')}${REST}`);
});
