import { describe, expect, it } from 'vitest';
import { markedPage } from '../../../../src/emulator/endpoints/marked-page.ts';

const page = (rows: readonly number[], marker: number | undefined, take = 2) => {
  const order = (rows[0] ?? 0) < (rows.at(-1) ?? 0) ? 'growing' : 'falling';
  return markedPage(rows, { idOf: (row) => row, order, marker, take }, undefined);
};

describe('a page behind a marker', () => {
  it.each([
    [[1, 2, 4, 5], undefined, [1, 2]],
    [[1, 2, 4, 5], 0, [1, 2]],
    [[1, 2, 4, 5], 2, [4, 5]],
    [[1, 2, 4, 5], 3, [4, 5]],
    [[1, 2, 4, 5], 5, []],
    [[5, 4, 2, 1], undefined, [5, 4]],
    [[5, 4, 2, 1], 4, [2, 1]],
    [[5, 4, 2, 1], 3, [2, 1]],
    [[5, 4, 2, 1], 1, []],
    [[5, 4, 2, 1], 99, [5, 4]],
    [[], 7, []],
  ])('of %j, %j, has the rows %j and the total of all', (rows, marker, expected) => {
    expect(page(rows, marker)).toEqual({ rows: expected, total: rows.length });
  });

  it('leads through all rows once, also when rows vanish meanwhile', () => {
    const rows = [9, 7, 6, 4, 3, 1];
    const seen: number[] = [];
    for (let marker: number | undefined; ; marker = seen.at(-1)) {
      const left = rows.filter((row) => row !== marker);
      const next = page(left, marker).rows;
      if (next.length === 0) break;
      seen.push(...next);
    }
    expect(seen).toEqual(rows);
  });
});
