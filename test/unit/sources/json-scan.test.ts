import { describe, expect, it } from 'vitest';
import { JSON_LIMITS, scanJson } from '../../../src/sources/json-scan.ts';
import { cpuMsOf } from '../../support/measure-cpu.ts';

const scan = (text: string, limits = {}) => scanJson(Buffer.from(text), { ...JSON_LIMITS, ...limits });

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
    const object = (keys: number) => `{${'"a":1,'.repeat(keys - 1)}"a":1}`;
    expect(scan(object(10_000))).toEqual([]);
    expect(() => scan(object(10_001))).toThrow('more than 10000 keys');
    expect(() => scan(`[${`${object(1_000)},`.repeat(1_001)}1]`)).toThrow('more than 1000000 keys');
    expect(scan(`{"a":{${'"b":1,'.repeat(5)}"c":1},"d":1}`, { keysPerObject: 6 })).toEqual([]);
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
});
