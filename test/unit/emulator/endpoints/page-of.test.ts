import { describe, expect, it } from 'vitest';
import type { Listing } from '../../../../src/emulator/call.ts';
import { pageOf } from '../../../../src/emulator/endpoints/page-of.ts';

const rows = Array.from({ length: 38 }, (_, index) => index);
const right: Listing = {
  totalOff: 0,
  totalAs: 'number',
  unfiltered: false,
  overlapRows: 0,
  missingRows: 0,
  draw: () => 0.5,
};

const from = (first: number, count: number) => rows.slice(first, first + count);

describe('a page', () => {
  it.each([
    [{ page: 1, take: 10 }, from(0, 10)],
    [{ page: 4, take: 10 }, from(30, 8)],
    [{ page: 5, take: 10 }, []],
    [{ skip: 0, take: 0 }, []],
    [{ skip: 5, take: 3 }, from(5, 3)],
  ])('%j shows its rows and counts all, also with a fault that changes nothing', (request, shown) => {
    expect(pageOf(rows, request, undefined)).toEqual({ rows: shown, total: 38 });
    expect(pageOf(rows, request, right)).toEqual({ rows: shown, total: 38 });
  });

  it.each([
    [{ totalOff: 3 }, 41],
    [{ totalOff: -3 }, 35],
    [{ totalOff: -50 }, 0],
    [{ totalAs: 'text' as const }, '38'],
    [{ totalAs: 'text' as const, totalOff: 1 }, '39'],
    [{ totalAs: 'missing' as const }, undefined],
  ])('with %j has the total %j', (mistake, total) => {
    expect(pageOf(rows, { page: 1, take: 10 }, { ...right, ...mistake })).toEqual({
      rows: from(0, 10),
      total,
    });
  });

  it.each([
    [{ page: 1, take: 50 }, from(0, 20)],
    [{ page: 2, take: 50 }, from(20, 18)],
    [{ page: 1, take: 5 }, from(0, 5)],
    [{ skip: 20, take: 50 }, from(20, 18)],
  ])('%j is no larger than the cap, and the next one begins where it ends', (request, shown) => {
    expect(pageOf(rows, request, { ...right, pageCap: 20 })).toEqual({ rows: shown, total: 38 });
  });

  it.each([
    [{ page: 1, take: 10 }, from(0, 10)],
    [{ page: 2, take: 10 }, from(7, 10)],
    [{ page: 3, take: 10 }, from(14, 10)],
    [{ skip: 10, take: 10 }, from(7, 10)],
    [{ skip: 0, take: 10 }, from(0, 10)],
  ])('%j repeats the last rows of the page before', (request, shown) => {
    expect(pageOf(rows, request, { ...right, overlapRows: 3 }).rows).toEqual(shown);
  });

  it('moves on by one row at least', () => {
    const { rows: shown } = pageOf(rows, { page: 3, take: 10 }, { ...right, overlapRows: 99 });
    expect(shown).toEqual(from(2, 10));
  });

  it('leaves out rows that the total counts, which are drawn', () => {
    const draws = [0, 0.999, 0.5, 0.5];
    const missing = { ...right, missingRows: 4, draw: () => draws.shift() ?? 0 };
    const page = pageOf(rows, { page: 1, take: 50 }, missing);
    expect(page.total).toBe(38);
    expect(page.rows).toEqual(rows.filter((row) => ![0, 37, 19, 18].includes(row)));
  });

  it('leaves out no more rows than it has', () => {
    const page = pageOf(rows, { page: 4, take: 10 }, { ...right, missingRows: 9 });
    expect(page).toEqual({ rows: [], total: 38 });
  });
});
