import { z } from 'zod';
import { cocRefusal, cocSuccess, INCIDENT_SUCCESS, REFUSED_PARAMETER } from '../contract/coc-answer.ts';
import { simpleTicket } from '../contract/incident-ticket.ts';
import { listRefusal } from '../contract/ticket-permission.ts';
import { visibleIncident } from '../state/incident-log.ts';
import { endpoint } from './endpoint.ts';
import { readableUntil } from './lag.ts';
import { pageOf } from './page-of.ts';

/** The query. An empty value means the default, as in COC. */
const querySchema = z.object({
  offset: z.preprocess((value) => value || undefined, z.coerce.number().int().min(1).default(1)),
  limit: z.preprocess((value) => value || undefined, z.coerce.number().int().min(1).max(100).default(50)),
});

/**
 * `GET /v1/incident-tickets`: lists all incidents as they were `incidentLagMs` ago, the newest first. There
 * are no filters. The parameter `offset` is the page number, from 1.
 *
 * @see COC API Explorer, "ListIncidentSimpleTickets".
 */
export const listSimpleTickets = endpoint({
  operation: 'incident-tickets',
  method: 'GET',
  path: '/v1/incident-tickets',
  service: 'coc',
  answer(call, _ids, { settings, store }) {
    const refusal = listRefusal(settings);
    if (refusal) return refusal;
    const query = querySchema.safeParse(Object.fromEntries(new URLSearchParams(call.query)));
    if (!query.success) return cocRefusal(400, REFUSED_PARAMETER, '参数错误');
    const { offset, limit } = query.data;
    const until = readableUntil(call, settings);
    const visible = store.incidents.incidents
      .map((incident) => visibleIncident(incident, until))
      .filter((incident) => incident !== undefined)
      .reverse();
    const { rows, total } = pageOf(visible, { page: offset, take: limit }, call.listing);
    const page = rows.map(simpleTicket);
    return cocSuccess(INCIDENT_SUCCESS, null, { IncidentSimpleTicketInfos: page, total });
  },
});
