import { expect, it } from 'vitest';
import { cutText } from '../../../../src/emulator/page/cut-text.ts';

it.each([
  ['short', 'a <b>', 'a &lt;b&gt;'],
  ['as long as there is room', 'x'.repeat(120), 'x'.repeat(120)],
  ['of characters that take two units', '😀'.repeat(120), '😀'.repeat(120)],
  ['too long', 'x'.repeat(121), `<span title="${'x'.repeat(121)}">${'x'.repeat(119)}…</span>`],
  [
    'too long, of such characters',
    '😀'.repeat(300),
    `<span title="${'😀'.repeat(300)}">${'😀'.repeat(119)}…</span>`,
  ],
])('a title that is %s', (_, text, html) => {
  expect(cutText(text)).toBe(html);
});
