import { expect, it } from 'vitest';
import { saidCount } from '../../../src/coc/calls/fields.ts';
import { listing } from '../../../src/coc/list-tickets.ts';

it.each([
  [0, 0],
  [12, 12],
  ['0', 0],
  ['123456789', 123_456_789],
  ['1234567890', undefined],
  ['3 incidents', undefined],
  ['about 3', undefined],
  ['-1', undefined],
  ['', undefined],
  [-1, undefined],
  [1.5, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [['3'], undefined],
  [[3], undefined],
  [true, undefined],
  [null, undefined],
  [undefined, undefined],
  [{}, undefined],
])('a count that COC writes as %j is %j', (value, expected) => {
  expect(saidCount.safeParse(value).data).toBe(expected);
});

it('all incidents are listed without a filter, and those of a title with one', () => {
  expect(listing({ page: 1, pageSize: 1 }).body).toMatchObject({ string_filters: [] });
  expect(listing({ page: 1, pageSize: 1, titleLike: 'ep-1' }).body).toMatchObject({
    string_filters: [{ field: 'title', operator: 'like', values: ['ep-1'] }],
  });
});
