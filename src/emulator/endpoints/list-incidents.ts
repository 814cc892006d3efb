import { z } from 'zod';
import type { Backend } from '../backend.ts';
import type { Call } from '../call.ts';
import { cocRefusal, cocSuccess, INCIDENT_SUCCESS, unreadableBody } from '../contract/coc-answer.ts';
import { incidentTicket } from '../contract/incident-ticket.ts';
import { passesNumber, passesText, ticketFilterSchema } from '../contract/ticket-filter.ts';
import { listRefusal } from '../contract/ticket-permission.ts';
import { visibleIncident } from '../state/incident-log.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';
import { pageOf } from './page-of.ts';

/** The fields of the body that the emulator uses. Others are ignored. */
const bodySchema = z.object({
  string_filters: z.array(ticketFilterSchema).nullish(),
  int_filters: z.array(ticketFilterSchema).nullish(),
  sort_filter: z.object({ field: z.string(), operator: z.string() }).nullish(),
  condition: z.string().nullish(),
  page: z.int().min(1).nullish(),
  per_page: z.int().min(1).max(1_000).nullish(),
  contain_total: z.boolean().nullish(),
  fields: z.array(z.string()).nullish(),
  ticket_types: z.array(z.string()).nullish(),
});

type ListBody = z.output<typeof bodySchema>;
type Ticket = Readonly<Record<string, unknown>>;

const DEFAULT_PER_PAGE = 10;

const collator = new Intl.Collator('en', { numeric: true });

/**
 * `POST /v2/incidents/list`: finds incidents as they were `incidentLagMs` ago. All filters must pass, or any
 * with the `condition` `or`. Without a `sort_filter`, the newest come first. `total` counts all that passed,
 * on every page.
 *
 * @see COC API Explorer, "ListIncidents". It does not specify the answer, which has the shape that Huawei
 * Cloud's Terraform provider reads.
 */
export const listIncidents = endpoint({
  operation: 'incident-list',
  method: 'POST',
  path: '/v2/incidents/list',
  service: 'coc',
  answer(call, _ids, backend) {
    const { settings } = backend;
    const refusal = listRefusal(settings);
    if (refusal) return refusal;
    const json = call.json;
    if (!json) return unreadableBody;
    const body = bodySchema.safeParse(json);
    if (!body.success) return cocRefusal(400, 'COC.00010002', invalidFields(body.error));
    return cocSuccess(INCIDENT_SUCCESS, null, find(body.data, call, backend));
  },
});

function find(body: ListBody, call: Call, { settings, store }: Backend): Record<string, unknown> {
  const until = readableUntil(call, settings);
  const tickets = store.incidents.incidents
    .map((incident) => visibleIncident(incident, until))
    .filter((incident) => incident !== undefined)
    .map(incidentTicket)
    .filter((ticket) => call.listing?.unfiltered || passes(ticket, body));
  order(tickets, body);
  const take = body.per_page ?? DEFAULT_PER_PAGE;
  const { rows, total } = pageOf(tickets, { page: body.page ?? 1, take }, call.listing);
  const page = rows.map((ticket) => pick(ticket, body.fields));
  return body.contain_total === false ? { tickets: page } : { tickets: page, total };
}

function passes(ticket: Ticket, body: ListBody): boolean {
  if (body.ticket_types && !body.ticket_types.includes('incident')) return false;
  const results = [
    ...(body.string_filters ?? []).map((filter) => passesText(ticket, filter)),
    ...(body.int_filters ?? []).map((filter) => passesNumber(ticket, filter)),
  ];
  if (body.condition?.toLowerCase() === 'or' && results.length > 0) return results.includes(true);
  return !results.includes(false);
}

/** Sorts tickets in place. They arrive oldest first. */
function order(tickets: Ticket[], { sort_filter }: ListBody): void {
  if (!sort_filter) {
    tickets.reverse();
    return;
  }
  const { field, operator } = sort_filter;
  const sign = operator.toLowerCase() === 'asc' ? 1 : -1;
  const textOf = (ticket: Ticket) => String(ticket[field] ?? '');
  tickets.sort((a, b) => sign * collator.compare(textOf(a), textOf(b)));
}

function pick(ticket: Ticket, fields: readonly string[] | null | undefined): Ticket {
  if (!fields || fields.length === 0) return ticket;
  return Object.fromEntries(Object.entries(ticket).filter(([name]) => fields.includes(name)));
}

function invalidFields(error: z.ZodError): string {
  return error.issues.map(({ path }) => `The field[${path.join('.')}] invalid`).join(' | ');
}
