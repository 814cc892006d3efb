/** A part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The remedy for a query without a valid page. */
export const PAGE_ERROR = 'limit is 1 to 500, offset 0 or more';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/** Reads `limit` and `offset` from a query; undefined when one of them is not a number in its range. */
export function pageOf(query: URLSearchParams): Page | undefined {
  const limit = wholeNumber(query.get('limit'), DEFAULT_LIMIT);
  const offset = wholeNumber(query.get('offset'), 0);
  if (limit === undefined || offset === undefined || limit < 1 || limit > MAX_LIMIT) return undefined;
  return { limit, offset };
}

function wholeNumber(text: string | null, byDefault: number): number | undefined {
  if (text === null) return byDefault;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
