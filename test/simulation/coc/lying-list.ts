import type { Chance } from '../world/chance.ts';
import { LARGEST_LAG_MS, USUAL_LAG_MS } from './fate.ts';

/** Way in which one list of incidents differs from what the caller may expect. */
export interface ListManner {
  /** Age of what it shows, ms. */
  readonly lagMs: number;
  /** It ignores the filter, which is only a hint. */
  readonly loose: boolean;
  /** Rows of a page at most, whatever was asked for. */
  readonly cap: number;
  /** Rows that a page repeats from the page before. */
  readonly overlap: number;
  /** It counts these rows too many. */
  readonly miscount: number;
  readonly total: 'number' | 'text' | 'absent';
}

/** A list as COC's documentation has it. */
const HONEST_LIST: ListManner = {
  lagMs: USUAL_LAG_MS,
  loose: false,
  cap: 1_000,
  overlap: 0,
  miscount: 0,
  total: 'number',
};

/** Draws the manner of a list: `liars` is the part of them that is not honest. */
export function drawListManner(chance: Chance, liars: number): ListManner {
  const lagMs = chance.happens(liars) ? chance.between(0, LARGEST_LAG_MS) : USUAL_LAG_MS;
  if (!chance.happens(liars)) return { ...HONEST_LIST, lagMs };
  return {
    lagMs,
    loose: chance.happens(0.5),
    cap: chance.oneOf(1, 2, 20, 1_000),
    overlap: chance.oneOf(0, 0, 1),
    miscount: chance.oneOf(0, 0, 1, 4),
    total: chance.oneOf('number', 'number', 'text', 'absent'),
  };
}

/** Query of a list, as far as this changes it. */
export interface ListQuery {
  readonly page: number;
  readonly per_page: number;
}

/** Makes the page that a list of this manner shows of all rows that match. */
export function pageOf<T>(rows: readonly T[], { page, per_page }: ListQuery, manner: ListManner) {
  const size = Math.min(per_page, manner.cap);
  // A page begins where the caller expects it. What the cap leaves out is shown on no page.
  const first = Math.max(0, (page - 1) * per_page - (page > 1 ? manner.overlap : 0));
  const tickets = rows.slice(first, first + size);
  const counted = rows.length + manner.miscount;
  if (manner.total === 'absent') return { tickets };
  return { tickets, total: manner.total === 'text' ? String(counted) : counted };
}
