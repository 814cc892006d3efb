import { describe, expect, it } from 'vitest';
import { JSON_LIMITS, scanJson } from '../../../src/sources/json-scan.ts';
import { cpuMsOf } from '../../support/measure-cpu.ts';

const scanned = (text: string, limits = {}) => scanJson(Buffer.from(text), { ...JSON_LIMITS, ...limits });
const scan = (text: string, limits = {}) => scanned(text, limits).patches;

describe('scanJson', () => {
  it.each([64])('lets objects and lists nest %i deep', (depth) => {
    expect(scan('['.repeat(depth) + ']'.repeat(depth))).toEqual([]);
  });

  it.each([65, 10_000, 1_000_000])('refuses a depth of %i', (depth) => {
    expect(() => scan('['.repeat(depth) + ']'.repeat(depth))).toThrow('deeper than 64');
    expect(() => scan('{"a":'.repeat(depth))).toThrow('deeper than 64');
  });

  it('counts depth, not brackets in texts or side by side', () => {
    expect(scan(`["${'['.repeat(100)}","\\"[[[",${'[],'.repeat(100)}1]`)).toEqual([]);
  });

  it('refuses an object with more than 10,000 keys, and more than 1,000,000 in all', () => {
    const object = (keys: number) => `{${Array.from({ length: keys }, (_, i) => `"${i}":1`).join()}}`;
    expect(scan(object(10_000))).toEqual([]);
    expect(() => scan(object(10_001))).toThrow('more than 10000 keys');
    expect(() => scan(`[${`${object(1_000)},`.repeat(1_001)}1]`)).toThrow('more than 1000000 keys');
    expect(scan(`{"a":${object(6)},"d":1}`, { keysPerObject: 6 })).toEqual([]);
  });

  it('refuses more than 250,000 objects and lists, and more than 1,000,000 elements', () => {
    expect(scan(`[${'{},'.repeat(249_998)}{}]`)).toEqual([]);
    expect(() => scan(`[${'{},'.repeat(250_000)}1]`)).toThrow('more than 250000 objects');
    expect(() => scan(`[${'[],'.repeat(250_000)}1]`)).toThrow('more than 250000 objects');
    expect(scan(`[${'0,'.repeat(1_000_000)}0]`)).toEqual([]);
    expect(() => scan(`[${'0,'.repeat(1_000_001)}0]`)).toThrow('more than 1000000 elements');
  });

  it('refuses a string of more than 1 MiB, ended or not', () => {
    expect(scan(`"${'a'.repeat(1_048_576)}"`)).toEqual([]);
    expect(() => scan(`"${'a'.repeat(1_048_577)}"`)).toThrow('longer than 1048576 bytes');
    expect(() => scan(`"${'a'.repeat(2_000_000)}`)).toThrow('longer than 1048576 bytes');
  });

  it('refuses a number of many digits, and very many that need a patch', () => {
    expect(() => scan(`[${'9'.repeat(401)}]`)).toThrow('more than 400 digits');
    expect(() => scan(`[${'1e999,'.repeat(4)}1]`, { patches: 3 })).toThrow('too many');
  });

  it('says where to put quotes around a number that a double cannot hold', () => {
    expect(scan('{"id":18446744073709551615}')).toEqual([
      { start: 6, end: 26, text: '"18446744073709551615"' },
    ]);
  });

  it('looks over 100 MB in a time that blocks nobody for long', () => {
    const body = Buffer.from(`[${'"'.padEnd(1_000, 'a')}",`).subarray(1);
    const bytes = Buffer.concat([Buffer.from('['), Buffer.alloc(100_000_000, body)]);
    expect(cpuMsOf(() => scanJson(bytes))).toBeLessThan(5_000);
  });

  it.each([
    ['{"a":1,"a":2}', [['a', undefined, undefined]]],
    ['{"a":1,"\\u0061":2}', [['a', undefined, undefined]]],
    ['{"a":{"b":1},"c":{"b":1},"b":[{"b":1},{"b":2}]}', []],
    ['{"alerts":[{"x":1},{"l":{"s":1,"s":2}},{"x":1}]}', [['s', 'alerts', 1]]],
    ['[[1,2],{"x":[{"k":0,"k":0}]}]', [['k', undefined, 1]]],
    ['{"group":{"k":0,"k":0},"alerts":[]}', [['k', 'group', undefined]]],
    [
      '{"a":1,"a":2,"a":3}',
      [
        ['a', undefined, undefined],
        ['a', undefined, undefined],
      ],
    ],
    ['{"a:1":"a","a":":","b":"\\"a\\":1"}', []],
    ['{"\\ud800":1,"\\ud801":2}', [['\ufffd', undefined, undefined]]],
  ])('finds the keys that %s repeats', (text, keys) => {
    const found = scanned(text).repeatedKeys.map(({ key, under, index }) => [key, under, index]);
    expect(found).toEqual(keys);
  });
});
