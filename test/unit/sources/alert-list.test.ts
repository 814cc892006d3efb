import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { alertList } from '../../../src/sources/alert-list.ts';
import { scanJson } from '../../../src/sources/json-scan.ts';
import { JSON_LIMITS } from '../../../src/sources/json-scan-limits.ts';

const LIMITS = { ...JSON_LIMITS, stringBytes: 8, part: { ...JSON_LIMITS.part, alerts: 2 } };

/** The list of alerts of a body, in parts of two alerts, with the places at which its parts were parsed. */
function listOf(body: Buffer | string) {
  const { list, ...scan } = scanJson(Buffer.from(body), LIMITS);
  if (!list) throw new Error('no list');
  const parsedAt: number[] = [];
  const parse = (text: Buffer, at: number): Json => {
    parsedAt.push(at);
    return JSON.parse(text.toString());
  };
  const { head, tail } = alertList({ ...scan, list }, parse);
  return { head, tail, parsedAt };
}

/** All parts of the list of alerts of a body. */
function partsOf(body: Buffer | string) {
  const { head, tail } = listOf(body);
  return [head, ...(tail?.() ?? [])];
}

describe('alertList', () => {
  it.each([
    ['[]', [[]]],
    ['[1,2]', [[1, 2]]],
    ['[1,2,3]', [[1, 2], [3]]],
    [' [ 1 , 2 , 3 , 4 , 5 ] ', [[1, 2], [3, 4], [5]]],
    ['{"alerts":[{"a":[1]},"]",3],"b":[4]}', [[{ a: [1] }, ']'], [3]]],
    ['{"alerts":[1,2],"b":[4]}', [[1, 2]]],
  ])('divides %s into parts', (body, alerts) => {
    expect(partsOf(body).map((part) => part.alerts)).toEqual(alerts);
  });

  it('knows the index in the body of the first alert of each part', () => {
    expect(partsOf('[1,2,3,4,5]').map(({ first }) => first)).toEqual([0, 2, 4]);
  });

  it('has only a head when that is all: then nothing holds the bytes of the body', () => {
    expect(listOf('[1,2]')).not.toHaveProperty('tail', expect.any(Function));
    expect(listOf('[1,2,3]').tail).toBeTypeOf('function');
  });

  it('parses every part before it hands out any, with the place where it starts', () => {
    const { tail, parsedAt } = listOf('[1,2,3,4,5]');
    expect(parsedAt).toEqual([0, 4, 8]);
    expect([...(tail?.() ?? [])]).toHaveLength(2);
    expect(parsedAt).toEqual([0, 4, 8, 4, 8]);
  });

  it.each(['[1,2,]', '[1,2,3,4,]', '[1,2,3,4,5}]', '[1,,2]', '[1,2,,3]', '[1,2,3 4]', '[1,2,x]'])(
    'refuses %s as a whole',
    (body) => {
      expect(() => listOf(body)).toThrow(SyntaxError);
    },
  );
});

describe('the flaws of an alert', () => {
  const flawsOf = (body: Buffer | string) => partsOf(body).map(({ flaws }) => Object.fromEntries(flaws));

  it('are told by its index in the body, in the part that it is in', () => {
    expect(flawsOf('[1,"123456789",3,"123456789",5]')).toEqual([
      { 1: { cut: 1, mended: 0 } },
      { 3: { cut: 1, mended: 0 } },
      {},
    ]);
  });

  it('are counted by their kind', () => {
    const body = Buffer.from('{"alerts":[["@","123456789","@",["123456789"],"123456789"],{"k":1,"k":2}]}');
    for (let at = body.indexOf('@'); at >= 0; at = body.indexOf('@')) body[at] = 0xff;
    expect(flawsOf(body)).toEqual([
      { 0: { cut: 3, mended: 2 }, 1: { repeated: expect.stringContaining('("k")'), cut: 0, mended: 0 } },
    ]);
  });

  it('name the last key that is repeated, beside the other flaws', () => {
    const body = '[{"a":"123456789","b":1,"b":2,"c":1,"c":2,"d":"123456789"}]';
    expect(flawsOf(body)).toEqual([{ 0: { repeated: expect.stringMatching(/"[bc]"/), cut: 2, mended: 0 } }]);
  });

  it('are neither numbers of many digits nor what is outside of the list', () => {
    const body = '{"x":"123456789","alerts":[18446744073709551615],"y":"123456789"}';
    expect(flawsOf(body)).toEqual([{}]);
    expect(listOf(body).head.alerts).toEqual(['18446744073709551615']);
  });
});
