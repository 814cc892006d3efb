import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PayloadError } from '../../../src/errors.ts';
import { parseJsonBody, readAlertsJson } from '../../../src/sources/json-body.ts';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

describe('parseJsonBody', () => {
  it('reads every JSON document as JSON.parse does, but for integers beyond 2^53', () => {
    const exact = (_: string, value: unknown): unknown =>
      Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e21
        ? String(value)
        : value;
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parse(text)).toEqual(JSON.parse(text, exact));
      }),
    );
  });

  it.each([
    ['a byte order mark', '\ufeff{"a":1}\n'],
    ['a trailing newline', '{"a":1}\r\n'],
    ['blanks before it', ' \t\n{"a":1}'],
  ])('does not mind %s', (_, text) => {
    expect(parse(text)).toEqual({ a: 1 });
  });

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-18446744073709551615', '-18446744073709551615'],
    ['[1,18446744073709551615,2.5e3]', [1, '18446744073709551615', 2500]],
    [
      '{"id":18446744073709551615,"s":"18446744073709551615"}',
      { id: '18446744073709551615', s: '18446744073709551615' },
    ],
    ['{"a":1e999,"b":-1e999}', { a: '1e999', b: '-1e999' }],
    ['{"a":1e+09,"b":0.1234567890123456789}', { a: 1e9, b: 0.12345678901234568 }],
  ])('keeps every digit of %s', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each([
    ['"\\ud83d\\ude00"', '😀'],
    ['"\\ud800"', '\ufffd'],
    ['"\\uDC00\\ud800x"', '\ufffd\ufffdx'],
    ['"\\ud800\\u0041"', '\ufffdA'],
    ['"\\\\ud800"', '\\ud800'],
    ['"\\u0000\\u0026"', '\0&'],
  ])('makes the text %s well-formed', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  it('takes __proto__ and constructor for names like others', () => {
    const value = parse('{"__proto__":{"polluted":1},"constructor":"c"}') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('refuses a key that is there twice, or tells of it and keeps both values', () => {
    const body = Buffer.from('{"a":{"b":1,"b":2},"\\u0061":3}');
    expect(() => parseJsonBody(body)).toThrow(PayloadError);
    expect(() => parseJsonBody(body)).toThrow('a key twice ("b")');
    const { value, repeatedKeys } = readAlertsJson(body);
    expect(value).toEqual({ a: { b: 1, 'b (repeated 1)': 2 }, 'a (repeated 2)': 3 });
    expect(repeatedKeys.map(({ key }) => key)).toEqual(['b', 'a']);
  });

  it('does not quote a repeated key that is no name', () => {
    expect(() => parse('{"<b>":1,"<b>":2}')).toThrow(/a key twice, so/);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'the body is empty'],
    ['blanks', Buffer.from(' \n'), 'the body is empty'],
    ['UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'UTF-16'],
    ['UTF-16, big-endian', Buffer.from([0xfe, 0xff, 0, 0x7b]), 'UTF-16'],
    ['GBK', Buffer.from([0x22, 0xb8, 0xe6, 0xbe, 0xaf, 0x22]), 'not UTF-8'],
    ['encoded surrogates', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not UTF-8'],
    ['a form', Buffer.from('payload=%7B%7D'), 'not JSON'],
    ['lines of JSON', Buffer.from('{"a":1}\n{"b":2}\n'), 'not JSON (at character 8)'],
    ['a big number as a key', Buffer.from('{99999999999999999999:1}'), 'not JSON'],
    ['a big number as a second key', Buffer.from('{"a":1,99999999999999999999:1}'), 'not JSON'],
    ['a cut text', Buffer.from('{"a":"b\\'), 'not JSON'],
    ['a number with a leading zero', Buffer.from('[099999999999999999999]'), 'not JSON'],
  ])('refuses %s with what is wrong', (_, body, message) => {
    expect(() => parseJsonBody(body)).toThrow(PayloadError);
    expect(() => parseJsonBody(body)).toThrow(message);
  });

  it('quotes nothing of the body in its error', () => {
    expect(() => parse('{"token":"canary" oops')).not.toThrow(/canary|oops/);
  });
});
