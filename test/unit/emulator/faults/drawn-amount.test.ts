import { describe, expect, it } from 'vitest';
import { amountOf, amountSchema } from '../../../../src/emulator/faults/drawn-amount.ts';
import { drawsOf } from '../../../../src/emulator/faults/draws.ts';
import { type FaultRulesInput, faultRulesSchema } from '../../../../src/emulator/faults/fault.ts';
import { FaultBook } from '../../../../src/emulator/faults/fault-book.ts';

describe('an amount', () => {
  it('is a number as it is written', () => {
    expect(amountOf(7, () => expect.unreachable('a fixed amount draws nothing'))).toBe(7);
  });

  it.each([
    [0, 10],
    [0.49, 11],
    [0.5, 12],
    [0.999_999, 13],
  ])('is drawn from its range, both ends included: %f gives %i', (drawn, amount) => {
    expect(amountOf({ min: 10, max: 13 }, () => drawn)).toBe(amount);
  });

  it.each([[-1], [21], [1.5], [{ min: 5, max: 4 }], [{ min: 0, max: 21 }], [{ min: 1 }], ['1']])(
    'is refused when it is %j',
    (amount) => {
      expect(amountSchema({ min: 0, max: 20 }).safeParse(amount).success).toBe(false);
    },
  );
});

describe('what a rule draws', () => {
  const first = (seed: number, index: number, n: number) => {
    const draw = drawsOf(seed, index, n);
    return [draw(), draw(), draw()];
  };

  it('depends on the seed, the rule and the number of the application', () => {
    const drawn = first(7, 0, 0);
    expect(first(7, 0, 0)).toEqual(drawn);
    expect(new Set(drawn)).toHaveProperty('size', 3);
    const others = [first(8, 0, 0), first(7, 1, 0), first(7, 0, 1)];
    for (const other of others) expect(other).not.toEqual(drawn);
  });

  it('spreads evenly over the range, from one application to the next', () => {
    const amounts = Array.from({ length: 2_000 }, (_, n) => amountOf({ min: 10, max: 19 }, drawsOf(3, 0, n)));
    const counts = Array.from(
      { length: 10 },
      (_, at) => amounts.filter((amount) => amount === at + 10).length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(140);
    expect(Math.max(...counts)).toBeLessThan(260);
  });
});

describe('the book of faults', () => {
  const rules = (): FaultRulesInput => ({
    seed: 5,
    rules: [{ match: { path: '/a' }, fault: { type: 'lag', lagMs: { min: 0, max: 1_000_000 } } }],
  });

  function drawnFor(paths: readonly string[]): number[] {
    const book = new FaultBook();
    book.replace(faultRulesSchema.parse(rules()));
    return paths.flatMap((path) => book.next({ path })?.draw() ?? []);
  }

  it('draws anew for each request, and the same again for the same requests', () => {
    const drawn = drawnFor(['/a', '/a', '/a']);
    expect(new Set(drawn)).toHaveProperty('size', 3);
    expect(drawnFor(['/a', '/b', '/a', '/b', '/a'])).toEqual(drawn);
  });
});
