import type { IncidentKey } from '../outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';
import type { CallResult, CocCall } from './client.ts';
import { isObject } from './coc-answer.ts';
import { markerOf, markerWord } from './marker.ts';
import type { ListIncidents } from './wire.ts';

/** What looking for an incident came to. `absent` is said only when every match was seen. */
export type Lookup =
  | { readonly kind: 'found'; readonly incidentNum: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly outcome: Extract<Outcome, { kind: 'unknown' }> };

const PAGE_SIZE = 50;
const MOST_PAGES = 20;

/** Passing faults keep their own reason; all others mean that looking is not possible here. */
const PASSING: ReadonlySet<string> = new Set([
  'network',
  'dns',
  'tls',
  'timeout',
  'server-error',
  'throttled',
  'credentials',
  'key-locked',
  'clock-skew',
  'interrupted',
]);

/**
 * Looks for the incident of `key` by the marker in its title. COC's search is only a filter: a title counts when it holds
 * the marker to the letter.
 *
 * @see COC API Reference, "Querying incidents"
 */
export async function findIncident(
  key: IncidentKey,
  call: (call: CocCall) => Promise<CallResult>,
): Promise<Lookup> {
  const marker = markerOf(key);
  let seen = 0;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const result = await call(listCall({ page, pageSize: PAGE_SIZE, titleLike: markerWord(key) }));
    if (result.outcome.kind !== 'delivered') return failed(result.outcome);
    const listed = readList(result.json);
    if (!listed) return unavailable('the list of incidents came in a form that we do not know');
    const match = listed.tickets.find(({ title }) => title.includes(marker));
    if (match) return { kind: 'found', incidentNum: match.ticketId };
    seen += listed.count;
    const complete = listed.total === undefined ? listed.count < PAGE_SIZE : seen >= listed.total;
    if (complete) return { kind: 'absent' };
    if (listed.count === 0) return unavailable(`COC lists ${listed.total} incidents, but shows only ${seen}`);
  }
  return unavailable(`more than ${PAGE_SIZE * MOST_PAGES} incidents match ${marker}`);
}

/** Which incidents to list: one page, from 1, of all or of those whose title is like a text. */
export interface Listing {
  readonly page: number;
  readonly pageSize: number;
  readonly titleLike?: string;
}

/** The call that lists incidents. */
export function listCall({ page, pageSize, titleLike }: Listing): CocCall {
  const body: ListIncidents = {
    string_filters:
      titleLike === undefined ? [] : [{ field: 'title', operator: 'like', values: [titleLike] }],
    ticket_types: ['incident'],
    page,
    per_page: pageSize,
    contain_all: true,
    contain_total: true,
  };
  return { operation: 'list-incidents', path: '/v2/incidents/list', body };
}

interface ListedAlert {
  readonly tickets: readonly { readonly ticketId: string; readonly title: string }[];
  /** Rows in this answer, readable or not. */
  readonly count: number;
  readonly total: number | undefined;
}

function readList(json: CallResult['json']): ListedAlert | undefined {
  const body = isObject(json?.data) ? json.data : json;
  if (!Array.isArray(body?.tickets)) return undefined;
  const rows: unknown[] = body.tickets;
  const tickets = rows.flatMap((row) =>
    isObject(row) &&
    typeof row.ticket_id === 'string' &&
    row.ticket_id !== '' &&
    typeof row.title === 'string'
      ? [{ ticketId: row.ticket_id, title: row.title }]
      : [],
  );
  // A row that we cannot read may be the one we look for.
  if (tickets.length !== rows.length) return undefined;
  return { tickets, count: rows.length, total: typeof body.total === 'number' ? body.total : undefined };
}

function failed(outcome: FailedOutcome): Lookup {
  if (!PASSING.has(outcome.reason)) return unavailable(outcome.detail);
  const detail = `whether the incident exists could not be looked up: ${outcome.detail}`;
  return { kind: 'failed', outcome: { kind: 'unknown', reason: outcome.reason, detail } };
}

function unavailable(why: string): Lookup {
  const detail = `the incident may exist, and COC does not let us look: ${why}; look for it in the console`;
  return { kind: 'failed', outcome: { kind: 'unknown', reason: 'lookup-unavailable', detail } };
}
