import { expect, it } from 'vitest';
import {
  numberColumn,
  packColumn,
  packSparseColumn,
  unpackColumn,
} from '../../../../../src/journals/file/segments/number-column.ts';

it.each([[[]], [[0]], [[1, 2.5, -3]], [[0, Number.MAX_SAFE_INTEGER]]])('packs and unpacks %j', (values) => {
  const column = numberColumn.parse(packColumn(values));
  expect([...unpackColumn(column)]).toEqual(values);
});

it('packs zeros into nothing, and anything else whole', () => {
  expect([packSparseColumn([]), packSparseColumn([0, 0])]).toEqual(['', '']);
  expect(packSparseColumn([0, 7])).toBe(packColumn([0, 7]));
});

it.each(['!AAA', 'AAA!', 'AA=A', 'A===', 'AAA', 'AA AA'])('takes no %j for a column', (text) => {
  expect(numberColumn.safeParse(text).success).toBe(false);
});
