import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementsOf } from '../../../src/sources/json-elements.ts';
import { TimeSlices } from '../../../src/time-slice.ts';

async function apart(text: string) {
  const { envelope, elements } = await elementsOf(Buffer.from(text), new TimeSlices());
  return {
    envelope: JSON.parse(envelope.toString()),
    elements: elements.map((one) => JSON.parse(one.toString())),
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
  ])('%s', async (text, envelope, elements) => {
    expect(await apart(text)).toEqual({ envelope, elements });
  });

  it.each(['[1,2', '[{"a":1},', '{"result":["a', '[["a"]'])('does not end: %s', async (text) => {
    await expect(apart(text)).rejects.toThrow('the list does not end');
  });

  it('has the elements of any list, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json()), fc.constantFrom('', ' ', '\n\t'), async (texts, blank) => {
        const values = texts.map((text) => JSON.parse(text));
        const document = `${blank}[${blank}${texts.join(`${blank},${blank}`)}${blank}]${blank}`;
        expect((await apart(document)).elements).toEqual(values);
        expect((await apart(`{"a":{"b":1},"list":${document}}`)).elements).toEqual(values);
      }),
    );
  });
});
