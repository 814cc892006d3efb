import { describe, expect, it } from 'vitest';
import { outcomeFor, outcomesSchema } from '../../../../src/emulator/orders/outcome-script.ts';

const execution = {
  resourceId: 'i-web-1',
  resourceName: 'shop-1',
  scriptUuid: 'SC1',
  scriptName: 'clear_tmp',
};

describe('the outcome of an execution', () => {
  it('is a success after two seconds by default', () => {
    const message = 'clear_tmp on shop-1\nexit code 0\n';
    expect(outcomeFor([], execution)).toEqual({ afterMs: 2_000, status: 'FINISHED', message });
  });

  it.each([
    [{}, true],
    [{ resource: 'i-web-1' }, true],
    [{ resource: 'i-web' }, false],
    [{ resource: '^i-web' }, true],
    [{ resource: '^i-db' }, false],
    [{ resource: 'shop-1' }, true],
    [{ resource: '^shop' }, true],
    [{ script: 'clear_tmp' }, true],
    [{ script: 'SC1' }, true],
    [{ script: '^clear' }, true],
    [{ script: 'clear' }, false],
    [{ resource: '^i-web', script: 'other' }, false],
  ])('with %j is that of an entry: %s', (match, matches) => {
    const outcomes = outcomesSchema.parse([
      { match, status: 'ABNORMAL', afterMs: 7 },
      { match: {}, message: '' },
    ]);
    const expected = matches
      ? { afterMs: 7, status: 'ABNORMAL', message: 'clear_tmp on shop-1\nexit code 1\n' }
      : { afterMs: 2_000, status: 'FINISHED', message: '' };
    expect(outcomeFor(outcomes, execution)).toEqual(expected);
  });

  it.each([[{ resource: '' }], [{ script: '^(' }], [{ name: 'x' }]])('has no entry with %j', (match) => {
    expect(outcomesSchema.safeParse([{ match }]).success).toBe(false);
  });
});
