import type { IncidentKey } from '../outbox/events/entry.ts';
import type { FailedOutcome } from '../outbox/events/outcome.ts';
import { callApi, failedOutcome } from './calls/call-api.ts';
import type { RequestOf } from './calls/define-api.ts';
import { listIncidents } from './calls/list-incidents.ts';
import type { CallResult, CocCall } from './client.ts';
import { usableNumber } from './created-number.ts';
import { markerOf, markerWord } from './marker.ts';

/** Result of listing the incidents of one key. */
export interface TicketList {
  /** Usable numbers of the tickets whose titles have exactly our marker, each once, in the order of the list. */
  readonly ours: readonly string[];
  /** Reason why the list may lack a ticket; undefined when it is complete. */
  readonly gap?: string | undefined;
  /** Failure that ended the listing early; the list then has a gap too. */
  readonly failure?: FailedOutcome;
}

const PAGE_SIZE = 50;
const MOST_PAGES = 20;

/**
 * Lists the incidents of `key` by the marker in their titles. COC's own search is only a first filter: a
 * ticket is ours only if its title contains the exact marker. The list is read page by page until an empty
 * page. It is complete when it holds as many different tickets as COC counts, all of them are readable, and
 * those of ours have numbers that calls can have.
 *
 * @param enough - ends the listing early, when it has as many tickets of ours
 * @see COC API Reference, "Querying incidents"
 */
export async function listTickets(
  key: IncidentKey,
  call: (call: CocCall) => Promise<CallResult>,
  enough = Number.POSITIVE_INFINITY,
): Promise<TicketList> {
  const marker = markerOf(key);
  const numbers = new Set<string>();
  const ours = new Set<string>();
  const totals = new Set<number | undefined>();
  let unreadable = 0;
  let isUnusable = false;
  let pageSize = PAGE_SIZE;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const result = await callApi(
      call,
      listIncidents,
      listing({ page, pageSize, titleLike: markerWord(key) }),
    );
    if (result.kind !== 'answered') {
      const failure = failedOutcome(result);
      const known = { ours: [...ours], gap: failure.detail };
      // An answer that can not be read proves nothing, but COC answers.
      return result.kind === 'failed' && result.isUnreadable ? known : { ...known, failure };
    }
    const { tickets, total } = result.answer;
    const readable = tickets.filter((ticket) => ticket !== null);
    for (const { ticket_id: number, title } of readable) {
      numbers.add(number);
      if (!title.includes(marker)) continue;
      const usable = usableNumber(number);
      if (usable === undefined) isUnusable = true;
      else ours.add(usable);
    }
    if (ours.size >= enough) return { ours: [...ours] };
    totals.add(total ?? undefined);
    unreadable += tickets.length - readable.length;
    if (tickets.length === 0) {
      const gap = isUnusable
        ? 'COC lists it under a number that no call can have'
        : gapOf({ known: numbers.size, unreadable, totals: [...totals] });
      return { ours: [...ours], gap };
    }
    // COC may give fewer rows a page than asked for. The next page must begin where this one ended.
    if (page === 1) pageSize = Math.min(PAGE_SIZE, tickets.length);
  }
  return { ours: [...ours], gap: `more than ${MOST_PAGES} pages of incidents match ${marker}` };
}

/** Query for incidents: one page, from 1, of all incidents or of those with a similar title. */
export interface Listing {
  readonly page: number;
  readonly pageSize: number;
  readonly titleLike?: string;
}

/** Makes the request that lists incidents. */
export function listing({ page, pageSize, titleLike }: Listing): RequestOf<typeof listIncidents> {
  const filter = { field: 'title', operator: 'like' as const, values: [titleLike ?? ''] };
  return {
    body: {
      string_filters: titleLike === undefined ? [] : [filter],
      ticket_types: ['incident'],
      page,
      per_page: pageSize,
      contain_all: true,
      contain_total: true,
    },
  };
}

/** Reason why a list that was read to its end may lack a ticket; undefined when there is none. */
function gapOf({
  known,
  unreadable,
  totals,
}: {
  readonly known: number;
  readonly unreadable: number;
  readonly totals: readonly (number | undefined)[];
}): string | undefined {
  if (unreadable > 0) return `${unreadable} incidents in the list are unreadable`;
  const [total] = totals;
  if (totals.length !== 1 || total === undefined)
    return 'COC does not count the incidents the same each time';
  return total === known ? undefined : `COC counts ${total} incidents, but lists ${known}`;
}
