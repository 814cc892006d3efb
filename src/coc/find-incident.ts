import type { IncidentKey } from '../outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';
import type { CallResult, CocCall } from './client.ts';
import { isObject } from './coc-answer.ts';
import { markerOf, markerWord } from './marker.ts';
import type { ListIncidents } from './wire.ts';

/** Result of searching for an incident. It is `absent` only when all matches were read. */
export type Lookup =
  | { readonly kind: 'found'; readonly incidentNum: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly outcome: Extract<Outcome, { kind: 'unknown' }> };

const PAGE_SIZE = 50;
const MOST_PAGES = 20;

/** Reasons of passing faults, which are kept. All others mean that searching is not possible here. */
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
 * Searches for the incident of `key` by the marker in its title. COC's own search is only a first filter: a
 * title matches only if it contains the exact marker.
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
    if (!listed) return unavailable('the list of incidents has an unknown form');
    const match = listed.tickets.find(({ title }) => title.includes(marker));
    if (match) return { kind: 'found', incidentNum: match.ticketId };
    seen += listed.count;
    const complete = listed.total === undefined ? listed.count < PAGE_SIZE : seen >= listed.total;
    if (complete) return { kind: 'absent' };
    if (listed.count === 0)
      return unavailable(`COC counts ${listed.total} incidents, but lists only ${seen}`);
  }
  return unavailable(`more than ${PAGE_SIZE * MOST_PAGES} incidents match ${marker}`);
}

/** Query for incidents: one page, from 1, of all incidents or of those with a similar title. */
export interface Listing {
  readonly page: number;
  readonly pageSize: number;
  readonly titleLike?: string;
}

/** Makes the call that lists incidents. */
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
  /** Number of rows in this answer, readable or not. */
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
  // An unreadable row may be the incident.
  if (tickets.length !== rows.length) return undefined;
  return { tickets, count: rows.length, total: typeof body.total === 'number' ? body.total : undefined };
}

function failed(outcome: FailedOutcome): Lookup {
  if (!PASSING.has(outcome.reason)) return unavailable(outcome.detail);
  const detail = `could not search for the incident: ${outcome.detail}`;
  return { kind: 'failed', outcome: { kind: 'unknown', reason: outcome.reason, detail } };
}

function unavailable(why: string): Lookup {
  const detail = `the incident may exist, but the agent cannot search for it: ${why}; search for it in COC's console`;
  return { kind: 'failed', outcome: { kind: 'unknown', reason: 'lookup-unavailable', detail } };
}
