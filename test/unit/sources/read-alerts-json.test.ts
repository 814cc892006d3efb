import { describe, expect, it } from 'vitest';
import { PayloadError } from '../../../src/errors.ts';
import { decodeJson, readAlertsJson } from '../../../src/sources/json-body.ts';

const read = (text: string) => readAlertsJson(Buffer.from(text));
/** The text with a byte that is not UTF-8 for each `@`. */
const broken = (text: string) => Buffer.from(text.replaceAll('@', 'ÿ'), 'latin1');
const messageOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof PayloadError) return error.message;
    throw error;
  }
  throw new Error('it was read');
};

describe('readAlertsJson', () => {
  it('gives the document with an empty list, and the list apart', () => {
    const { value, alerts, repeatedKeys } = read('{"a":1,"alerts":[{"b":2},[3]],"c":[4]}');
    expect(value).toEqual({ a: 1, alerts: [], c: [4] });
    expect(alerts?.head.alerts).toEqual([{ b: 2 }, [3]]);
    expect(repeatedKeys).toEqual([]);
    const list = read('\ufeff[1,2]');
    expect([list.value, list.alerts?.head.alerts]).toEqual([[], [1, 2]]);
  });

  it('gives the document as it is without a list', () => {
    expect(read('{"a":[1],"alerts":7}')).toEqual({ value: { a: [1], alerts: 7 }, repeatedKeys: [] });
    expect(read('"alerts"').alerts).toBeUndefined();
  });

  it('tells the repeated keys before, behind and without the list, and which are of the root', () => {
    const { repeatedKeys } = read('{"a":1,"a":2,"alerts":[{"k":1,"k":2}],"b":{"c":1,"c":2},"\\u0061":3}');
    expect(repeatedKeys).toEqual([
      { key: 'a', atRoot: true },
      { key: 'c', atRoot: false },
      { key: 'a', atRoot: true },
    ]);
    expect(read('{"b":{"c":1,"c":2}}').repeatedKeys).toEqual([{ key: 'c', atRoot: false }]);
  });

  it('tells no number of many digits as a repeated key', () => {
    expect(read('{"a":18446744073709551615,"alerts":[]}').repeatedKeys).toEqual([]);
  });

  it.each([
    ['[1,2 3]', 5],
    ['  [1,2 3]', 7],
    ['{"alerts":[1,2 3]}', 15],
    ['{"a":1 2,"alerts":[1]}', 7],
  ])('says where %s is not JSON, counted from its start', (text, place) => {
    const message = messageOf(() => read(text));
    expect(message).toBe(`the body is not JSON (at character ${place}); send one JSON document`);
  });

  it('says nothing of a place when the sender uses another charset', () => {
    for (const text of [
      '{"alerts":["@",x]}',
      '{"alerts":["@" 1]}',
      '{"@":1}',
      '["@"]',
      '@',
      '{"@":1,"alerts":[]}',
    ])
      expect(messageOf(() => readAlertsJson(broken(text)))).toBe(
        'the body is not UTF-8; send JSON in UTF-8, not compressed',
      );
  });

  it('takes a body in which only some alerts are not UTF-8, with the marks', () => {
    const { alerts, value } = readAlertsJson(broken('{"x":"@","alerts":["a","@@"]}'));
    expect(alerts?.head.alerts).toEqual(['a', '\ufffd\ufffd']);
    expect(alerts?.head.flaws).toEqual(new Map([[1, { cut: 0, mended: 1 }]]));
    expect(value).toEqual({ x: '\ufffd', alerts: [] });
  });
});

describe('decodeJson', () => {
  it.each([`"${'x'.repeat(1_048_577)}"`, '['.repeat(65) + ']'.repeat(65), `[${'9'.repeat(401)}]`])(
    'refuses what would have to be cut',
    (text) => {
      expect(messageOf(() => decodeJson(Buffer.from(text)))).toContain('too large');
    },
  );

  it('passes on a SyntaxError, and takes what only has to be quoted', () => {
    expect(() => decodeJson(Buffer.from('{'))).toThrow(SyntaxError);
    expect(decodeJson(Buffer.from('[18446744073709551615]'))).toEqual(['18446744073709551615']);
    expect(messageOf(() => decodeJson(Buffer.from('{"a":1,"a":2}')))).toContain('a key twice ("a")');
    expect(messageOf(() => decodeJson(broken('"@"')))).toContain('not UTF-8');
  });
});
