import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withExactIntegers } from '../../../src/coc/exact-integers.ts';

it.each([
  ['{"id":9223372036854775807}', '{"id":"9223372036854775807"}'],
  ['[-9223372036854775807, 1]', '["-9223372036854775807", 1]'],
  ['{"id":9007199254740991}', '{"id":9007199254740991}'],
  ['{"id":9007199254740993}', '{"id":"9007199254740993"}'],
  ['{"text":"9223372036854775807"}', '{"text":"9223372036854775807"}'],
  ['{"text":"a \\" 9223372036854775807"}', '{"text":"a \\" 9223372036854775807"}'],
  ['{"9223372036854775807":1}', '{"9223372036854775807":1}'],
  ['{"rate":1.12345678901234567}', '{"rate":1.12345678901234567}'],
  ['{"big":12345678901234567e3}', '{"big":12345678901234567e3}'],
  ['<p>9223372036854775807</p>', '<p>"9223372036854775807"</p>'],
  ['', ''],
])('%s becomes %s', (json, exact) => {
  expect(withExactIntegers(json)).toBe(exact);
});

it('any JSON stays what it is, but for integers that a number can not hold', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(JSON.parse(withExactIntegers(json))).toEqual(
        JSON.parse(json, (_, value) =>
          typeof value === 'number' &&
          Number.isInteger(value) &&
          !Number.isSafeInteger(value) &&
          !/e/i.test(String(value))
            ? expect.any(String)
            : value,
        ),
      );
    }),
  );
});

it('takes a long text in no time', () => {
  const hostile = `"${'\\'.repeat(200_000)}`.padEnd(400_000, '1');
  expect(withExactIntegers(hostile)).toHaveLength(hostile.length + 2);
});
