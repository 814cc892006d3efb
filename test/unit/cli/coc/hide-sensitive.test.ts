import { expect, it } from 'vitest';
import { hideSensitive } from '../../../../src/cli/coc/hide-sensitive.ts';

const parameter = (change: object) => ({ param_name: 'token', param_value: 'geheim', ...change });

it.each([
  ['a sensitive one', parameter({ sensitive: true }), '<hidden>'],
  ['a sensitive one, said as text', parameter({ sensitive: 'true' }), '<hidden>'],
  ['one that is not sensitive', parameter({ sensitive: false }), 'geheim'],
  ['one without a value', parameter({ sensitive: true, param_value: '' }), ''],
])('hides the value of %s', (_, given, value) => {
  const json = { data: [{ script_params: [given] }], n: 1, s: null };
  expect(hideSensitive(json)).toEqual({
    data: [{ script_params: [{ ...given, param_value: value }] }],
    n: 1,
    s: null,
  });
});

it('hides the values of the parameters with given names', () => {
  expect(hideSensitive([parameter({})], new Set(['token']))).toEqual([
    parameter({ param_value: '<hidden>' }),
  ]);
  expect(hideSensitive([parameter({})], new Set(['path']))).toEqual([parameter({})]);
});
