import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJson } from '../../../src/webhooks/is-json.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON with one sign replaced, doubled or taken out, and text of the signs that JSON is made of. */
const nearlyJson = fc.oneof(
  fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '\\', ',', ':', '}', ']', '0', '\n', '\u0001', 'é'))
    .map(([json, place, sign]) => {
      const at = place % (json.length + 1);
      return json.slice(0, at) + sign + json.slice(at + (place % 2));
    }),
  fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0012eE+-. \t\ntruefalsn') }),
);

describe('isJson', () => {
  it('says of any text what JSON.parse says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), nearlyJson), (text) => {
        expect(isJson(text)).toBe(parses(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['', false],
    [' ', false],
    ['{}', true],
    [' [ ] ', true],
    ['{"a":1,}', false],
    ['[1,]', false],
    ['[,1]', false],
    ['{"a" : [ { } , null ] }\r\n', true],
    ['{"a":1}{', false],
    ['{"a"}', false],
    ['{a:1}', false],
    ['"\\u00e9\\n"', true],
    ['"\\u00g9"', false],
    ['"\\x"', false],
    ['"a\nb"', false],
    ['"open', false],
    ['-', false],
    ['01', false],
    ['-0.5e+3', true],
    ['1.', false],
    ['nul', false],
    ['NaN', false],
    ['[1}', false],
    ['\u00a01', false],
    ['\u00ef\u00bb\u00bf1', false],
  ])('says of %j %s', (text, is) => {
    expect([isJson(text), parses(text)]).toEqual([is, is]);
  });

  it('reads up to a depth of 512', () => {
    const lists = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect([lists, objects].map((nested) => [isJson(nested(512)), isJson(nested(513))])).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  it.each([
    ['digits', '1'.repeat(2 ** 22)],
    ['letters', JSON.stringify('x'.repeat(2 ** 22))],
    ['escapes', `"${'\\n'.repeat(2 ** 21)}"`],
    ['blanks', `${' '.repeat(2 ** 22)}1`],
  ])('reads millions of %s without a limit of the stack', (_, text) => {
    expect(isJson(text)).toBe(true);
  });
});
