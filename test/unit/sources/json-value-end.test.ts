import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonValueEnd } from '../../../src/sources/json-value-end.ts';

const endOf = (text: string, start = 0) => jsonValueEnd(Buffer.from(text), start);

describe('jsonValueEnd', () => {
  it('finds the end of any value that something follows', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.constantFrom(',1', ']', '}', ''),
        fc.nat(3),
        (value, rest, before) => {
          const start = before;
          const end = start + Buffer.byteLength(value);
          expect(endOf(`${' '.repeat(before)}${value}${rest}`, start)).toBe(end);
        },
      ),
    );
  });

  it.each([
    ['"a\\"b",1', 6],
    ['"a\\\\",1', 5],
    ['"a" ,1', 3],
    ['[1] ,1', 3],
    ['["]"],1', 5],
    ['{"a":[1,2]}]', 11],
    ['[[1],[2]]]', 9],
    ['12,3', 2],
    ['true}', 4],
    ['null]', 4],
  ])('of %s', (text, end) => {
    expect(endOf(text)).toBe(end);
  });

  it.each(['"abc', '"abc\\', '["a", ', '{"a":{"b":1}', '[[1]', '12', '"', '["'])(
    'is the end of the text when the value does not end: %s',
    (text) => {
      expect(endOf(text)).toBe(text.length);
    },
  );
});
