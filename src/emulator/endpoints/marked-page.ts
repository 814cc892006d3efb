import type { Listing } from '../call.ts';
import type { JsonObject } from '../contract/json-object.ts';
import { type Page, pageOf } from './page-of.ts';

/**
 * Cuts a page out of all rows that match: at most `take` rows behind the row whose id is `marker`, also when that row is gone.
 * Rows have ids that grow or fall, as `order` says.
 */
export function markedPage<Row>(
  matching: readonly Row[],
  asked: {
    readonly idOf: (row: Row) => number;
    readonly order: 'growing' | 'falling';
    /** Id of the last row of the page before; 0 or undefined for the first page. */
    readonly marker: number | undefined;
    readonly take: number;
  },
  listing: Listing | undefined,
): Page<Row> {
  const { idOf, order, marker, take } = asked;
  const isBefore = (id: number, mark: number) => (order === 'growing' ? id <= mark : id >= mark);
  const skip = marker ? matching.filter((row) => isBefore(idOf(row), marker)).length : 0;
  return pageOf(matching, { skip, take }, listing);
}

/**
 * Cuts a page out of a list that begins with the newest row: those before the row that the field `marker` names.
 *
 * @param fields - the query, whose `limit` and `marker` are numbers where they are given
 */
export function newestPage<Row>(
  matching: readonly Row[],
  {
    fields: { limit, marker },
    idOf,
    defaultLimit,
  }: { readonly fields: JsonObject; readonly idOf: (row: Row) => number; readonly defaultLimit?: number },
  listing: Listing | undefined,
): Page<Row> {
  const asked = {
    marker: typeof marker === 'number' ? marker : undefined,
    take: Number(limit ?? defaultLimit),
  };
  return markedPage(matching.toReversed(), { idOf, order: 'falling', ...asked }, listing);
}
