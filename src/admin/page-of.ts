/** A part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/** The page that a URL asks for with `limit` and `offset`; undefined when either is not a number in its range. */
export function pageOf(query: URLSearchParams): Page | undefined {
  const limit = numberOf(query.get('limit'), DEFAULT_LIMIT);
  const offset = numberOf(query.get('offset'), 0);
  if (limit === undefined || offset === undefined || limit < 1 || limit > MAX_LIMIT) return undefined;
  return { limit, offset };
}

function numberOf(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
