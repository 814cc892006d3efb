import type { ApiResult } from '../../coc/calls/call-api.ts';
import { listAll, listByOffset, type WholeList } from '../../coc/list-all.ts';
import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { hanging } from '../terminal/hanging.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { errorOf } from './coc-failure.ts';
import { LARGEST_PAGE } from './coc-group.ts';
import type { CocOptions } from './coc-session.ts';
import { hideSensitive } from './hide-sensitive.ts';

/** Options of a list. */
export interface ListOptions extends CocOptions, OutputOptions, LayoutOptions {
  readonly limit: string;
  readonly all?: true;
}

/** A page of a list. */
export interface ListedPage<Row> {
  readonly rows: readonly Row[];
  /** Number of all rows, where COC counts them. */
  readonly total?: number | null | undefined;
}

/** Place of a page: behind a row, or from a number where the pages of a list begin at numbers. */
export interface PagePlace<Row> {
  readonly limit: number;
  readonly after?: Row;
  readonly offset?: number;
}

/** A list of COC. */
export interface CocList<Row> {
  /** Words for the rows, such as `scripts`. */
  readonly of: string;
  readonly readPage: (place: PagePlace<Row>) => Promise<ApiResult<ListedPage<Row>>>;
  readonly idOf: (row: Row) => string;
  /** Set where the pages begin at numbers. */
  readonly byOffset?: true;
  /** Filter that COC does not have, so that all rows must be read. */
  readonly keeps?: ((row: Row) => boolean) | undefined;
  readonly table: (rows: readonly Row[], terminal: Terminal) => string;
  /** Words behind the count, such as the time zone. */
  readonly note?: string;
}

/** A row as it is read, and as COC gave it. */
interface ListedRow<Row> {
  readonly row: Row;
  readonly raw: unknown;
}

/** Prints one page of a list, or all of it, and returns the exit code. */
export async function printList<Row>(listing: CocList<Row>, options: ListOptions): Promise<number> {
  const isWhole = options.all === true || listing.keeps !== undefined;
  return isWhole ? printWhole(listing, options) : printPage(listing, options);
}

async function printPage<Row>(listing: CocList<Row>, options: ListOptions): Promise<number> {
  const limit = Number(options.limit);
  const result = await listing.readPage({ limit, ...(listing.byOffset && { offset: 1 }) });
  if (result.kind !== 'answered') throw errorOf(result);
  const { rows, total } = result.answer;
  const isCounted = total !== undefined && total !== null;
  const more = isCounted ? total > rows.length : rows.length >= limit;
  const count = isCounted ? `${rows.length} of ${total}` : `${rows.length}`;
  const footer = `${count} ${listing.of}${more ? '; --all lists all' : ''}`;
  printAnswer(options, hideSensitive(result.raw), () => describe(listing, { rows, footer }, options));
  return EXIT_OK;
}

async function printWhole<Row>(listing: CocList<Row>, options: ListOptions): Promise<number> {
  const read = await readWhole(listing);
  if (read.kind === 'endless') throw new Error(read.detail);
  if (read.kind !== 'complete') throw errorOf(read);
  const { keeps = () => true } = listing;
  const kept = read.rows.filter(({ row }) => keeps(row));
  const rows = kept.map(({ row }) => row);
  const count = rows.length === read.rows.length ? `${rows.length}` : `${rows.length} of ${read.rows.length}`;
  const raw = hideSensitive(kept.map((one) => one.raw));
  printAnswer(options, raw, () => describe(listing, { rows, footer: `${count} ${listing.of}` }, options));
  return EXIT_OK;
}

/** Reads all rows of a list. */
export function readWhole<Row>({
  readPage,
  idOf,
  byOffset,
}: Pick<CocList<Row>, 'readPage' | 'idOf' | 'byOffset'>): Promise<WholeList<ListedRow<Row>>> {
  const limit = LARGEST_PAGE;
  const paging = { pageSize: limit, idOf: ({ row }: ListedRow<Row>) => idOf(row) };
  const read = async (place: Omit<PagePlace<Row>, 'limit'>) => withRaw(await readPage({ ...place, limit }));
  if (byOffset) return listByOffset((offset) => read({ offset }), paging);
  return listAll((last) => read(last === undefined ? {} : { after: last.row }), paging);
}

function withRaw<Row>(result: ApiResult<ListedPage<Row>>): ApiResult<readonly ListedRow<Row>[]> {
  if (result.kind !== 'answered') return result;
  const raw = listIn(result.raw);
  return { ...result, answer: result.answer.rows.map((row, at) => ({ row, raw: raw[at] ?? row })) };
}

/** The list in an answer, bare or wrapped. */
function listIn(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  if (typeof answer !== 'object' || answer === null) return [];
  if ('data' in answer) return listIn(answer.data);
  return Object.values(answer).find((value) => Array.isArray(value)) ?? [];
}

interface Shown<Row> {
  readonly rows: readonly Row[];
  readonly footer: string;
}

function describe<Row>(listing: CocList<Row>, { rows, footer }: Shown<Row>, options: LayoutOptions): string {
  const { of, table, note } = listing;
  if (rows.length === 0) return `no ${of} match\n`;
  const terminal = terminalFor(options);
  const last = hanging('', note === undefined ? footer : `${footer}, ${note}`, terminal);
  return `${table(rows, terminal)}\n${last.join('\n')}\n`;
}
