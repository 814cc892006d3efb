import { z } from 'zod';
import { isObject } from '../coc-answer.ts';
import { api, wrapped } from './define-api.ts';
import { saidCount, saidNumber, unlessStrange, whole } from './fields.ts';

const someText = unlessStrange(z.string());

const ticket = z.looseObject({
  /** Number of the incident. */
  ticket_id: z.string().trim().min(1),
  title: z.string(),
  level_id: someText,
  mtm_type: someText,
  source_id: someText,
  current_cloud_service_id: someText,
  work_flow_status: someText,
  assignee: someText,
  creator: someText,
  /** Epoch ms. */
  create_time: unlessStrange(saidNumber),
});

/**
 * Lists incidents, page by page. The reference 2.0 does not have it. A row in another form is null.
 *
 * @see COC API Explorer, "ListIncidents"
 */
export const listIncidents = api({
  operation: 'list-incidents',
  method: 'POST',
  path: '/v2/incidents/list',
  section: 'later',
  answersObject: true,
  lacking: 'the list of incidents has an unknown form',
  body: z.strictObject({
    string_filters: z.array(
      z.strictObject({ field: z.string(), operator: z.enum(['like', 'in']), values: z.array(z.string()) }),
    ),
    ticket_types: z.tuple([z.literal('incident')]),
    /** From 1. */
    page: whole(1, 1_000_000),
    per_page: whole(1, 1_000),
    contain_all: z.literal(true),
    contain_total: z.literal(true),
  }),
  answer: wrapped(
    z.looseObject({
      tickets: z.array(ticket.nullable().catch(null)),
      total: unlessStrange(saidCount),
    }),
    isObject,
  ),
});
