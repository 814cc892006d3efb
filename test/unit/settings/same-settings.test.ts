import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameSettings } from '../../../src/settings/same-settings.ts';
import { Secret } from '../../../src/settings/secret.ts';

describe('two values of a configuration', () => {
  it('are the same as their copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameSettings(value, structuredClone(value))).toBe(true);
      }),
    );
  });

  it.each([
    [1, 2],
    ['1', 1],
    [null, undefined],
    [null, {}],
    [{}, []],
    [[1], [1, 2]],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 3 }] } }],
    [new Secret('a'), new Secret('b')],
    [new Secret('a'), 'a'],
    [new Secret('a'), {}],
    [{ key: new Secret('a') }, { key: new Secret('b') }],
  ])('%j and %j are not', (one, other) => {
    expect(sameSettings(one, other)).toBe(false);
    expect(sameSettings(other, one)).toBe(false);
  });

  it('with the same secret are, and an absent key is as good as an undefined one', () => {
    const one = { key: new Secret('a'), file: undefined };
    expect(sameSettings(one, { key: new Secret('a') })).toBe(true);
  });
});
