import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldRule, FieldRules } from '../../../../src/emulator/contract/check-fields.ts';
import { readBody, readQuery } from '../../../../src/emulator/contract/read-fields.ts';

const rules = {
  text: { kind: 'text', required: false, min: 0, max: 1_000 },
  choice: { kind: 'enum', required: false, values: ['1', 'true', 'a'] },
  long: { kind: 'long', required: false, min: -1_000_000, max: 1_000_000 },
  double: { kind: 'double', required: false, min: -1e6, max: 1e6 },
  boolean: { kind: 'boolean', required: false },
  texts: { kind: 'texts', required: false, count: 10, max: 1_000 },
} satisfies FieldRules;

describe('a body, read as COC does', () => {
  it.each([
    [{ text: 5 }, { text: '5' }],
    [{ text: true }, { text: 'true' }],
    [{ choice: 1 }, { choice: '1' }],
    [{ long: '10' }, { long: 10 }],
    [{ long: ' -7 ' }, { long: -7 }],
    [{ long: 1.9 }, { long: 1 }],
    [{ double: '100.0' }, { double: 100 }],
    [{ boolean: 'TRUE' }, { boolean: true }],
    [{ boolean: 'false' }, { boolean: false }],
    [{ boolean: 1 }, { boolean: true }],
    [{ texts: [0, 'a', false] }, { texts: ['0', 'a', 'false'] }],
    [{ long: '', boolean: ' ' }, {}],
    [{ other: '10' }, { other: '10' }],
  ])('%j means %j', (sent, meant) => {
    expect(readBody(sent, rules, 'jackson')).toEqual({ fields: meant, violations: [] });
  });

  it.each([
    [{ text: ['a'] }, 'The field[text] value[["a"]] invalid'],
    [{ text: {} }, 'The field[text] value[{}] invalid'],
    [{ long: '1.5' }, 'The field[long] value[1.5] invalid'],
    [{ long: '0x10' }, 'The field[long] value[0x10] invalid'],
    [{ long: true }, 'The field[long] value[true] invalid'],
    [{ double: 'NaN' }, 'The field[double] value[NaN] invalid'],
    [{ boolean: 'yes' }, 'The field[boolean] value[yes] invalid'],
    [{ texts: 'a' }, 'The field[texts] value[a] invalid'],
    [{ texts: [null] }, 'The field[texts] value[null] invalid'],
  ])('%j is refused', (sent, message) => {
    expect(readBody(sent, rules, 'jackson').violations).toEqual([message]);
  });

  it('converts what is nested, and leaves what has no rule', () => {
    const nested: FieldRules = {
      one: { kind: 'object', required: true, rules },
      many: { kind: 'objects', required: true, count: 2, rules },
      any: { kind: 'object', required: true },
    };
    const sent = { one: { long: '1' }, many: [{ long: '2' }], any: { long: '3' } };
    expect(readBody(sent, nested, 'jackson').fields).toEqual({
      one: { long: 1 },
      many: [{ long: 2 }],
      any: { long: '3' },
    });
  });
});

const right = fc.record(
  {
    text: fc.string(),
    choice: fc.constantFrom('1', 'true', 'a'),
    long: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    double: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    boolean: fc.boolean(),
    texts: fc.array(fc.string(), { maxLength: 10 }),
  },
  { requiredKeys: [] },
);

describe('any body', () => {
  it('of the right types means the same under both ways of reading', () => {
    fc.assert(
      fc.property(right, (body) => {
        expect(readBody(body, rules, 'strict')).toEqual({ fields: body, violations: [] });
        expect(readBody(body, rules, 'jackson')).toEqual({ fields: body, violations: [] });
      }),
    );
  });

  it('of any types is read without an error, and a second reading changes nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(rules)), fc.jsonValue()), (body) => {
        const { fields, violations } = readBody(body, rules, 'jackson');
        expect(readBody(fields, rules, 'jackson')).toEqual({ fields, violations });
        if (violations.length === 0) expect(readBody(fields, rules, 'strict').violations).toEqual([]);
      }),
    );
  });

  it('that strict types take is taken without them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(rules)), fc.jsonValue()), (body) => {
        if (readBody(body, rules, 'strict').violations.length > 0) return;
        expect(readBody(body, rules, 'jackson').violations).toEqual([]);
      }),
    );
  });
});

describe('a query', () => {
  const limit: FieldRule = { kind: 'long', required: true, min: 1, max: 100 };

  it.each([
    ['limit=10', { limit: 10 }],
    ['limit=10&limit=20', { limit: 10 }],
    ['limit=10&texts=a&texts=b', { limit: 10, texts: ['a', 'b'] }],
    ['limit=10&text=%E4%B8%AD+x', { limit: 10, text: '中 x' }],
    ['limit=10&text=', { limit: 10, text: '' }],
    ['limit=10&other=1', { limit: 10 }],
  ])('%s is read', (query, fields) => {
    expect(readQuery(query, { ...rules, limit })).toEqual({ fields, violations: [] });
  });

  it.each([
    ['', 'limit must not be null'],
    ['limit=', 'limit must not be null'],
    ['limit=0', 'The field[limit] value[0] invalid'],
    ['limit=101', 'The field[limit] value[101] invalid'],
    ['limit=ten', 'The field[limit] value[ten] invalid'],
  ])('%s is refused', (query, message) => {
    expect(readQuery(query, { limit }).violations).toEqual([message]);
  });
});
