import { describe, expect, it } from 'vitest';
import { checkFields, type FieldRule, LONG_MAX } from '../../../../src/emulator/contract/check-fields.ts';

const text: FieldRule = { kind: 'text', required: true, min: 1, max: 3, pattern: /^\w*$/ };

describe('a field', () => {
  it.each<[FieldRule, unknown]>([
    [text, 'abc'],
    [{ kind: 'enum', required: true, values: ['a'] }, 'a'],
    [{ kind: 'long', required: true, max: LONG_MAX }, 9223372036854775807n],
    [{ kind: 'long', required: true, min: 1, max: 100 }, 1],
    [{ kind: 'double', required: true, min: 1, max: 100 }, 99.5],
    [{ kind: 'boolean', required: true }, false],
    [{ kind: 'texts', required: true, count: 2, max: 1 }, []],
    [{ kind: 'objects', required: true, count: 1, rules: { field: text } }, [{ field: 'a' }]],
    [
      { kind: 'object', required: true, rules: { field: text } },
      { field: 'a', other: 1 },
    ],
    [{ kind: 'object', required: true }, { anything: {} }],
  ])('by %j takes %s', (rule, value) => {
    const sent = typeof value === 'bigint' ? Number(value) : value;
    expect(checkFields({ a_field: sent }, { a_field: rule })).toEqual([]);
  });

  it.each<[FieldRule, unknown, string]>([
    [text, undefined, 'aField must not be null'],
    [text, null, 'aField must not be null'],
    [text, 5, 'The field[a_field] value[5] invalid'],
    [text, '', 'aField size must be between 1 and 3'],
    [text, 'a-b', 'The field[a_field] value[a-b] invalid'],
    [{ kind: 'enum', required: true, values: ['a'] }, 'b', 'The field[a_field] value[b] invalid'],
    [{ kind: 'long', required: true, max: 5 }, -1, 'The field[a_field] value[-1] invalid'],
    [{ kind: 'long', required: true, max: 5 }, 1.5, 'The field[a_field] value[1.5] invalid'],
    [{ kind: 'long', required: true, min: 1, max: 5 }, 0, 'The field[a_field] value[0] invalid'],
    [{ kind: 'long', required: true, max: 5 }, '5', 'The field[a_field] value[5] invalid'],
    [{ kind: 'double', required: true, max: 5 }, 5.1, 'The field[a_field] value[5.1] invalid'],
    [{ kind: 'boolean', required: true }, 'true', 'The field[a_field] value[true] invalid'],
    [{ kind: 'texts', required: true, count: 1, max: 1 }, 'a', 'The field[a_field] value[a] invalid'],
    [{ kind: 'texts', required: true, count: 1, max: 1 }, [null], 'The field[a_field] value[null] invalid'],
    [{ kind: 'texts', required: true, count: 1, max: 1 }, ['aa'], 'The field[a_field] value[aa] invalid'],
    [
      { kind: 'texts', required: true, minCount: 1, count: 2, max: 1 },
      [],
      'aField size must be between 1 and 2',
    ],
    [{ kind: 'objects', required: true, count: 1, rules: {} }, [1], 'The field[a_field] value[[1]] invalid'],
    [
      { kind: 'objects', required: true, count: 1, rules: {} },
      [{}, {}],
      'aField size must be between 0 and 1',
    ],
    [{ kind: 'objects', required: true, count: 1, rules: { in_it: text } }, [{}], 'inIt must not be null'],
    [{ kind: 'object', required: true, rules: { in_it: text } }, {}, 'inIt must not be null'],
    [{ kind: 'object', required: true }, [], 'The field[a_field] value[[]] invalid'],
  ])('by %j refuses %j: %s', (rule, value, message) => {
    expect(checkFields({ a_field: value }, { a_field: rule })).toEqual([message]);
  });

  it('of another object is not taken for its own', () => {
    expect(checkFields({}, { constructor: text })).toEqual(['constructor must not be null']);
  });
});
