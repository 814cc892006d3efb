import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListSplitter } from '../../../src/sources/list-splitter.ts';

/** Takes a document apart that comes in pieces, which end at these bytes. */
function apart(text: string, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text);
  const splitter = new ListSplitter();
  const elements: string[] = [];
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    for (const element of splitter.add(bytes.subarray(from, to))) elements.push(element.toString());
    from = to;
  }
  return {
    envelope: JSON.parse(splitter.end().toString()),
    elements: elements.map((element) => JSON.parse(element)),
  };
}

describe('a document taken apart', () => {
  it.each<[string, unknown, readonly unknown[]]>([
    ['[]', [], []],
    [' [ ] ', [], []],
    ['[1, "a,]\\"[", {"b":[1,[2]]}, [3, 4]]', [], [1, 'a,]"[', { b: [1, [2]] }, [3, 4]]],
    [
      '{"jsonrpc":"2.0","result":[{"a":"\\\\"},{"b":[]}],"id":1}',
      { jsonrpc: '2.0', result: [], id: 1 },
      [{ a: '\\' }, { b: [] }],
    ],
    ['{"first":[1],"second":[2,3]}', { first: [], second: [2, 3] }, [1]],
    ['{"error":{"data":["not at the top"]}}', { error: { data: ['not at the top'] } }, []],
    ['"text"', 'text', []],
    ['["\\\\\\"],","\\\\\\\\",{"磁盘":"\\\\\\\\\\"满"}]', [], ['\\"],', '\\\\', { 磁盘: '\\\\"满' }]],
  ])('%s, in one piece, and cut at any byte', (text, envelope, elements) => {
    expect(apart(text)).toEqual({ envelope, elements });
    for (let cut = 0; cut <= Buffer.byteLength(text); cut++)
      expect(apart(text, [cut])).toEqual({ envelope, elements });
    expect(apart(text, [...Buffer.from(text).keys()])).toEqual({ envelope, elements });
  });

  it.each(['[1,2', '[{"a":1},', '{"result":["a', '[["a"]'])('does not end: %s', (text) => {
    expect(() => apart(text)).toThrow('the list does not end');
  });

  it('has the elements of any list, however it is written and wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.json()),
        fc.constantFrom('', ' ', '\n\t'),
        fc.array(fc.nat(), { maxLength: 20 }),
        (texts, blank, cuts) => {
          const values = texts.map((text) => JSON.parse(text));
          const document = `${blank}[${blank}${texts.join(`${blank},${blank}`)}${blank}]${blank}`;
          expect(apart(document, cuts)).toEqual({ envelope: [], elements: values });
          expect(apart(`{"a":{"b":1},"list":${document}}`, cuts).elements).toEqual(values);
        },
      ),
    );
  });
});
