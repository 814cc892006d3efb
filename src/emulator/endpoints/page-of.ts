import type { Listing } from '../call.ts';

/** The part of a list that a caller asks for: at most `take` rows of a page, from 1, or behind `skip` rows. */
export type PageRequest =
  | { readonly page: number; readonly take: number }
  | { readonly skip: number; readonly take: number };

/** One page of a list, and the total as the answer shows it; undefined when the answer has none. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number | string | undefined;
}

/** Cuts a page out of all rows that match, with the mistakes of `listing`, if any. */
export function pageOf<Row>(
  matching: readonly Row[],
  request: PageRequest,
  listing: Listing | undefined,
): Page<Row> {
  const size = Math.min(request.take, listing?.pageCap ?? request.take);
  const first = firstRow(request, size, listing?.overlapRows ?? 0);
  const rows = matching.slice(first, first + size);
  if (!listing) return { rows, total: matching.length };
  return { rows: withoutSome(rows, listing), total: shownTotal(matching.length, listing) };
}

/** Number of rows before a page. A page that overlaps still moves on by a row. */
function firstRow(request: PageRequest, size: number, overlapRows: number): number {
  const overlap = Math.min(overlapRows, size - 1);
  return 'page' in request ? (request.page - 1) * (size - overlap) : Math.max(0, request.skip - overlap);
}

function shownTotal(count: number, { totalOff, totalAs }: Listing): Page<never>['total'] {
  const total = Math.max(0, count + totalOff);
  if (totalAs === 'missing') return undefined;
  return totalAs === 'text' ? String(total) : total;
}

function withoutSome<Row>(rows: readonly Row[], { missingRows, draw }: Listing): readonly Row[] {
  const left = [...rows];
  for (let gone = 0; gone < missingRows && left.length > 0; gone += 1) {
    left.splice(Math.floor(draw() * left.length), 1);
  }
  return left;
}
