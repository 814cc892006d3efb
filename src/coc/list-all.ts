import type { ApiResult } from './calls/call-api.ts';

/** A list that was read to its end, or the reason why it was not. */
export type WholeList<Row> =
  | { readonly kind: 'complete'; readonly rows: readonly Row[] }
  /** COC does not come to an end: reading on would only read the same again. */
  | { readonly kind: 'endless'; readonly detail: string }
  | Exclude<ApiResult<never>, { kind: 'answered' }>;

/** Paging of a list. */
export interface Paging<Row> {
  /** Rows that a page has, unless it is the last one. */
  readonly pageSize: number;
  /** Tells a row from all others. */
  readonly idOf: (row: Row) => string;
  /** Default: 1000. */
  readonly mostPages?: number;
}

const MOST_PAGES = 1_000;

/**
 * Reads a list whose next page begins behind the last row of the page before. The list ends at a page that is empty or not
 * full. A row that comes again shows that COC does not page as it should, so that the list would never end, or lack rows.
 *
 * @param readPage - reads the page behind this row; the first page without one
 */
export async function listAll<Row>(
  readPage: (after: Row | undefined) => Promise<ApiResult<readonly Row[]>>,
  { pageSize, idOf, mostPages = MOST_PAGES }: Paging<Row>,
): Promise<WholeList<Row>> {
  const rows = new Map<string, Row>();
  let last: Row | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const result = await readPage(last);
    if (result.kind !== 'answered') return result;
    for (const row of result.answer) {
      const id = idOf(row);
      if (rows.has(id)) return endless(`page ${page} has the row ${id} again`);
      rows.set(id, row);
    }
    if (result.answer.length < pageSize) return { kind: 'complete', rows: [...rows.values()] };
    last = result.answer.at(-1);
  }
  return tooLong(mostPages);
}

/**
 * Reads a list whose next page begins at a number, from 1. COC does not say whether that counts rows or pages, so the second
 * page shows it: number 2 begins with a row of the first page, or with other rows. Rows that come again are left out: the list may
 * have grown at its beginning meanwhile.
 *
 * @param readPage - reads the page that begins at this number
 */
export async function listByOffset<Row>(
  readPage: (offset: number) => Promise<ApiResult<readonly Row[]>>,
  { pageSize, idOf, mostPages = MOST_PAGES }: Paging<Row>,
): Promise<WholeList<Row>> {
  const rows = new Map<string, Row>();
  let offset = 1;
  let counts: 'rows' | 'pages' | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const result = await readPage(offset);
    if (result.kind !== 'answered') return result;
    const ids = result.answer.map(idOf);
    if (page === 2) counts = rows.has(ids[0] ?? '') ? 'rows' : 'pages';
    const known = rows.size;
    for (const [at, row] of result.answer.entries()) rows.set(ids[at] ?? '', row);
    if (result.answer.length < pageSize) return { kind: 'complete', rows: [...rows.values()] };
    if (rows.size === known) return endless(`page ${page} has only rows of the pages before`);
    offset = counts === 'rows' ? rows.size + 1 : offset + 1;
  }
  return tooLong(mostPages);
}

function endless(what: string): WholeList<never> {
  return { kind: 'endless', detail: `COC does not page this list as it should: ${what}` };
}

function tooLong(pages: number): WholeList<never> {
  return { kind: 'endless', detail: `the list has not ended after ${pages} pages` };
}
