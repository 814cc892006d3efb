import { describe, expect, it } from 'vitest';
import type { ApiResult } from '../../../src/coc/calls/call-api.ts';
import { listAll, listByOffset } from '../../../src/coc/list-all.ts';

const idOf = (row: number) => String(row);
const answered = (answer: readonly number[]): ApiResult<readonly number[]> => ({
  ...{ kind: 'answered', answer, raw: answer },
});
const FAILED: ApiResult<readonly number[]> = {
  kind: 'failed',
  outcome: { kind: 'rejected', reason: 'bad-request', detail: 'HTTP 400' },
};

/** A list that pages as COC does: behind a row. */
function pagesOf(total: number, pageSize: number) {
  const asked: (number | undefined)[] = [];
  const readPage = async (after: number | undefined) => {
    asked.push(after);
    const begin = (after ?? 0) + 1;
    const rows = Array.from({ length: total }, (_, at) => at + 1).filter((row) => row >= begin);
    return answered(rows.slice(0, pageSize));
  };
  return { asked, readPage };
}

describe('a list whose pages begin behind a row', () => {
  it.each([
    [0, 2, [undefined]],
    [1, 2, [undefined]],
    [2, 2, [undefined, 2]],
    [5, 2, [undefined, 2, 4]],
  ])('of %i rows in pages of %i is read to its end', async (total, pageSize, asked) => {
    const list = pagesOf(total, pageSize);
    const read = await listAll(list.readPage, { pageSize, idOf });
    expect(read).toEqual({ kind: 'complete', rows: Array.from({ length: total }, (_, at) => at + 1) });
    expect(list.asked).toEqual(asked);
  });

  it('has an error when a marker is not heeded', async () => {
    const read = await listAll(async () => answered([1, 2]), { pageSize: 2, idOf });
    expect(read).toEqual({
      kind: 'endless',
      detail: 'COC does not page this list as it should: page 2 has the row 1 again',
    });
  });

  it('has an error when it does not end', async () => {
    const { readPage } = pagesOf(1_000, 2);
    const read = await listAll(readPage, { pageSize: 2, idOf, mostPages: 3 });
    expect(read).toEqual({ kind: 'endless', detail: 'the list has not ended after 3 pages' });
  });

  it('fails with the page that fails', async () => {
    const { readPage } = pagesOf(9, 2);
    const read = await listAll(async (after) => (after === 4 ? FAILED : readPage(after)), {
      pageSize: 2,
      idOf,
    });
    expect(read).toEqual(FAILED);
  });
});

describe('a list whose pages begin at a number', () => {
  const rows = (total: number) => Array.from({ length: total }, (_, at) => at + 1);
  const byRow = (total: number, pageSize: number) => async (offset: number) =>
    answered(rows(total).slice(offset - 1, offset - 1 + pageSize));
  const byPage = (total: number, pageSize: number) => async (offset: number) =>
    answered(rows(total).slice((offset - 1) * pageSize, offset * pageSize));

  it.each([
    ['rows', byRow],
    ['pages', byPage],
  ])('is read to its end where the number counts %s', async (_, paging) => {
    for (const total of [0, 1, 3, 4, 6, 7, 8, 9, 10])
      for (const pageSize of [1, 3]) {
        const read = await listByOffset(paging(total, pageSize), { pageSize, idOf });
        expect([total, pageSize, read]).toEqual([total, pageSize, { kind: 'complete', rows: rows(total) }]);
      }
  });

  it('has an error when the number is not heeded', async () => {
    const read = await listByOffset(async () => answered([1, 2, 3]), { pageSize: 3, idOf });
    expect(read).toMatchObject({ kind: 'endless', detail: expect.stringContaining('page 2') });
  });

  it('has an error when it does not end', async () => {
    const read = await listByOffset(byPage(1_000, 3), { pageSize: 3, idOf, mostPages: 2 });
    expect(read).toEqual({ kind: 'endless', detail: 'the list has not ended after 2 pages' });
  });

  it('fails with the page that fails', async () => {
    expect(await listByOffset(async () => FAILED, { pageSize: 3, idOf })).toEqual(FAILED);
  });
});
