import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from '../../../src/sources/json-scan.ts';
import { JSON_LIMITS, type JsonLimits } from '../../../src/sources/json-scan-limits.ts';

const scanned = (text: string, limits: Partial<JsonLimits> = {}) =>
  scanJson(Buffer.from(text), { ...JSON_LIMITS, ...limits });
const patchesOf = (text: string, limits: Partial<JsonLimits> = {}) => {
  const { patches } = scanned(text, limits);
  return Array.from({ length: patches.count }, (_, i) => patches.at(i));
};
const kindsOf = (text: string, limits: Partial<JsonLimits> = {}) =>
  patchesOf(text, limits).map(({ kind }) => kind);
/** The text with its patches, parsed. */
const read = (text: string, limits: Partial<JsonLimits> = {}) => {
  const { bytes, patches } = scanned(text, limits);
  return JSON.parse(patches.applied(bytes, 0, bytes.length).toString());
};
const small = { keys: 6, containers: 6, elements: 6 };
const tight = { alert: small, shared: small };

describe('scanJson', () => {
  it('lets objects and lists nest 64 deep, and cuts out what is deeper', () => {
    expect(patchesOf('['.repeat(64) + ']'.repeat(64))).toEqual([]);
    const nested = (depth: number) => '{"a":'.repeat(depth) + 1 + '}'.repeat(depth);
    expect(read(nested(64))).toEqual(JSON.parse(nested(64)));
    expect(JSON.stringify(read(nested(66)))).toBe(
      `${'{"a":'.repeat(64)}"…(13 bytes left out)"${'}'.repeat(64)}`,
    );
  });

  it.each([65, 10_000, 1_000_000])('leaves no more than 64 levels of %i', (depth) => {
    const ended = '['.repeat(depth) + ']'.repeat(depth);
    expect(JSON.stringify(read(ended)).lastIndexOf('[')).toBe(63);
    expect(() => read('{"a":'.repeat(depth))).toThrow(SyntaxError);
  });

  it('counts depth, not brackets in texts or side by side', () => {
    expect(patchesOf(`["${'['.repeat(100)}","\\"[[[",${'[],'.repeat(100)}1]`)).toEqual([]);
  });

  it('cuts the end of a string of more than 1 MiB, between characters', () => {
    expect(patchesOf(`"${'a'.repeat(1_048_576)}"`)).toEqual([]);
    expect(read(`["${'a'.repeat(1_048_580)}",1]`)).toEqual([
      `${'a'.repeat(1_048_576)}…(4 bytes left out)`,
      1,
    ]);
    expect(() => read(`"${'a'.repeat(2_000_000)}`)).toThrow(SyntaxError);
  });

  it.each([
    ['"12345678"', '12345678'],
    ['"123456789"', '12345678…(1 bytes left out)'],
    ['"1234567é"', '1234567…(2 bytes left out)'],
    ['"123456\\n9"', '123456\n…(1 bytes left out)'],
    ['"1234567\\n"', '1234567…(2 bytes left out)'],
    ['"1\\ud83d\\ude00"', '1…(12 bytes left out)'],
    ['"123\\u00e9"', '123…(6 bytes left out)'],
    ['"\\ud83d\\ude00"', '…(12 bytes left out)'],
    ['"1234😀9"', '1234😀…(1 bytes left out)'],
    ['"12345😀"', '12345…(4 bytes left out)'],
    ['"1234567\\""', '1234567…(2 bytes left out)'],
  ])('cuts %s neither in an escape nor in a character', (text, cut) => {
    expect(read(text, { stringBytes: 8 })).toBe(cut);
  });

  it('makes of any text one that can be parsed and is a beginning of it', () => {
    const limits = { stringBytes: 20 };
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        const whole = Buffer.from(value).toString();
        const json = JSON.stringify(whole);
        const text: string = read(json, limits);
        if (Buffer.byteLength(json) - 2 <= 20) expect(text).toBe(whole);
        else expect(whole.startsWith(text.replace(/…\(\d+ bytes left out\)$/, ''))).toBe(true);
      }),
    );
  });

  it('cuts out a field of an alert with too much in it, and leaves its other fields and its neighbours', () => {
    const bad = (value: string) => `[{"a":1},{"b":{"c":[1]},"x":${value},"y":{"z":[2]}},{"a":3}]`;
    const mark = (value: string) => `…(${value.length} bytes left out)`;
    for (const value of [
      `[${'{},'.repeat(9)}1]`,
      `[${'0,'.repeat(9)}1]`,
      `{${Array.from({ length: 9 }, (_, i) => `"${i}":1`)}}`,
      `{"k":{${Array.from({ length: 4 }, (_, i) => `"${i}":[[]]`)}}}`,
      '["\\"]",[[[[[[[["{"]]]]]]]]]',
    ])
      expect(read(bad(value), tight)).toEqual([
        { a: 1 },
        { b: { c: [1] }, x: mark(value), y: { z: [2] } },
        { a: 3 },
      ]);
  });

  it('leaves a list with as many elements as an alert may have, and no more', () => {
    const elements = (commas: number) => read(`[{"x":[${'0,'.repeat(commas)}1]}]`, tight)[0].x;
    expect(elements(6)).toHaveLength(7);
    expect(elements(7)).toBe('…(17 bytes left out)');
  });

  it('cuts out an alert that is a list, or has too many fields, as a whole', () => {
    const fields = `{${Array.from({ length: 7 }, (_, i) => `"${i}":1`)}}`;
    for (const alert of [`[${'[],'.repeat(9)}1]`, fields])
      expect(read(`[1,${alert},{"a":3}]`, { ...tight, keysPerObject: 6 })).toEqual([
        1,
        `…(${alert.length} bytes left out)`,
        { a: 3 },
      ]);
  });

  it('judges what all alerts share by itself, and refuses only a root with too many keys', () => {
    const shared = `{"x":[${'{},'.repeat(9)}1],"alerts":[{"a":{}},{"a":{}}],"y":{"a":1},"alerts2":[]}`;
    expect(read(shared, tight)).toEqual({
      x: '…(30 bytes left out)',
      alerts: [{ a: {} }, { a: {} }],
      y: { a: 1 },
      alerts2: [],
    });
    const root = (keys: number) => `{${Array.from({ length: keys }, (_, i) => `"${i}":1`).join()}}`;
    expect(patchesOf(root(10_000))).toEqual([]);
    expect(() => scanned(root(10_001))).toThrow('more than 10000 keys at its root');
  });

  it('cuts out nothing of what is large but usual', () => {
    const labels = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`l${i}`, 'v']));
    const alerts = Array.from({ length: 100 }, () => ({ labels, values: [labels] }));
    expect(patchesOf(JSON.stringify({ alerts, commonLabels: labels }))).toEqual([]);
  });

  it('makes a text of a number of many digits, and drops none of its neighbours', () => {
    const text = `[1,${'9'.repeat(401)},2]`;
    expect(read(text)).toEqual([1, '…(401 bytes left out)', 2]);
    expect(read(`[${'9'.repeat(400)}]`)).toEqual(['9'.repeat(400)]);
    expect(() => read(`[${'9'.repeat(1_000_000)}x]`)).toThrow(SyntaxError);
  });

  it('says where to put quotes around a number that a double cannot hold', () => {
    expect(patchesOf('{"id":18446744073709551615}')).toEqual([
      { kind: 'quote', start: 6, end: 26, alert: undefined, depth: 0 },
    ]);
  });

  it('divides a long list into parts that hold no more than what is parsed together', () => {
    const firsts = (text: string, part: Partial<JsonLimits['part']>) =>
      scanned(text, { part: { ...JSON_LIMITS.part, ...part } }).list?.parts.map(({ first }) => first);
    const list = (alert: string) => `{"alerts":[${Array(7).fill(alert)}],"z":[1,2,3]}`;
    expect(firsts(list('{"a":1}'), { alerts: 3 })).toEqual([0, 3, 6]);
    expect(firsts(list('{"a":{}}'), { containers: 5 })).toEqual([0, 3, 6]);
    expect(firsts(list('{"a":1,"b":2}'), { keys: 4 })).toEqual([0, 2, 4, 6]);
    expect(firsts(list('{"a":[1,2,3]}'), { elements: 8 })).toEqual([0, 4]);
    expect(firsts('{"alerts":[]}', {})).toEqual([0]);
    expect(scanned('{"a":[],"b":{"alerts":[1]}}').list).toBeUndefined();
  });

  it.each([
    ['{"a":1,"a":2}', [[0, undefined, 1]]],
    ['{"a":1,"\\u0061":2}', [[0, undefined, 1]]],
    ['{"a":{"b":1},"c":{"b":1},"b":[{"b":1},{"b":2}]}', []],
    ['{"alerts":[{"x":1},{"l":{"s":1,"s":2}},{"x":1}]}', [[0, 1, 4]]],
    ['[[1,2],{"x":[{"k":0,"k":0}]}]', [[0, 1, 4]]],
    ['{"group":{"k":0,"k":0},"alerts":[]}', [[0, undefined, 2]]],
    [
      '{"a":1,"a":2,"a":3}',
      [
        [0, undefined, 1],
        [0, undefined, 1],
      ],
    ],
    ['{"a:1":"a","a":":","b":"\\"a\\":1"}', []],
    ['{"\\ud800":1,"\\ud801":2}', [[0, undefined, 1]]],
  ])('finds the keys that %s repeats', (text, keys) => {
    const found = patchesOf(text).filter(({ kind }) => kind === 'rename');
    expect(found.map(({ alert, depth }) => [0, alert, depth])).toEqual(keys);
    expect(kindsOf(text)).toEqual(keys.map(() => 'rename'));
  });
});
