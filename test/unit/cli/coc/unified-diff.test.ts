import { expect, it } from 'vitest';
import { unifiedDiff } from '../../../../src/cli/coc/unified-diff.ts';

const lines = (...all: readonly string[]) => all.join('\n');

it.each([
  ['nothing for the same text', 'a\nb\n', 'a\nb\n', []],
  ['nothing for other line ends and an end without one', 'a\r\nb\r\n', 'a\nb', []],
  ['a line that is new', 'a\nc', 'a\nb\nc', ['@@ -1 +1 @@', ' a', '+b', ' c']],
  ['a line that is gone', 'a\nb\nc', 'a\nc', ['@@ -1 +1 @@', ' a', '-b', ' c']],
  ['a line that changed', 'a', 'b', ['@@ -1 +1 @@', '-a', '+b']],
  [
    'only what is near a change',
    lines('1', '2', '3', '4', '5', '6', '7', '8', '9', 'x'),
    lines('y', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'z'),
    ['@@ -1 +1 @@', '+y', ' 1', ' 2', '@@ -8 +9 @@', ' 8', ' 9', '-x', '+z'],
  ],
])('shows %s', (_, before, after, expected) => expect(unifiedDiff(before, after)).toEqual(expected));
