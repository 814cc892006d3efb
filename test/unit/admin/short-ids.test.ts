import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstPlaceFrom, shortIdsOf } from '../../../src/admin/short-ids.ts';

const shorten = async (ids: readonly string[], ...all: readonly (readonly string[])[]) =>
  Object.fromEntries(await shortIdsOf(ids, all));

describe('a short id', () => {
  it('has eight characters where these are enough', async () => {
    expect(await shorten(['abcdefghij'], ['abcdefghij', 'zbcdefghij'])).toEqual({ abcdefghij: 'abcdefgh' });
    expect(await shorten(['abcdefghij'], ['abcdefgZij'])).toEqual({ abcdefghij: 'abcdefgh' });
  });

  it('has one character more than it shares with the id that is most like it', async () => {
    const id = 'abcdefghij';
    expect(await shorten([id], ['abcdefghZZ', 'abcdefghiZ', 'abc'])).toEqual({ [id]: id });
    expect(await shorten([id], ['abcdefghZZ'])).toEqual({ [id]: 'abcdefghi' });
  });

  it('is the whole id when that is short, or when another one goes on where it ends', async () => {
    expect(await shorten(['abc', '0123456789'], ['abc', '0123456789', '01234567890'])).toEqual({
      abc: 'abc',
      '0123456789': '0123456789',
    });
  });

  it('takes all parts of the other ids into account', async () => {
    expect(await shorten(['aaaaaaaaaaa'], [], ['aaaaaaaaX'], ['aaaaaaaaaX'])).toEqual({
      aaaaaaaaaaa: 'aaaaaaaaaa',
    });
  });

  const id = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 6, maxLength: 14 });
  it('fits no other id, and is no longer than it must be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(id, { maxLength: 12 }), fc.array(fc.boolean()), async (all, shown) => {
        const ids = all.filter((_, i) => shown[i]);
        const found = await shortIdsOf(ids, [all.slice(0, 5), all.slice(5)]);
        for (const whole of ids) {
          const short = found.get(whole) ?? '';
          const fits = (text: string) => all.filter((other) => other !== whole && other.startsWith(text));
          expect(whole.startsWith(short)).toBe(true);
          if (short !== whole) expect(fits(short)).toEqual([]);
          if (short.length > 8) expect(fits(short.slice(0, -1))).not.toEqual([]);
          else expect(short.length).toBe(Math.min(8, whole.length));
        }
      }),
    );
  });
});

describe('the first place from a text', () => {
  it.each([
    ['a', 0],
    ['b', 0],
    ['c', 1],
    ['d', 1],
    ['f', 2],
    ['g', 3],
  ])('%s in b, d, f is %i', (wanted, place) => {
    expect(firstPlaceFrom(['b', 'd', 'f'], wanted)).toBe(place);
  });

  it('is the start of an empty list', () => expect(firstPlaceFrom([], 'a')).toBe(0));
});
