import type { Express } from 'express';
import { z } from 'zod';
import { bodyBudget } from '../../http/body-budget.ts';
import { readBody } from '../../http/read-body.ts';
import { respond } from '../../http/respond.ts';
import { INCIDENT_STATES } from '../../observability/label-values.ts';
import { get, notAllowed, respondFound } from '../admin-routes.ts';
import { type AdminDeps, actorOf } from '../admit.ts';
import { pageOf } from '../page-of.ts';
import { listIncidents, readIncident } from './incident-list.ts';

const INCIDENTS = '/api/v1/incidents';
const MAX_BODY_BYTES = 4_096;
const STATUS = { missing: 404, refused: 409, unavailable: 503 } as const;

/** What an operator decides: it was opened in COC under a number, or it is to be asked for again. */
const decisionSchema = z.union([
  z.strictObject({ opened: z.string().regex(/^[A-Za-z0-9_.~-]{1,255}$/, 'is not a number of an incident') }),
  z.strictObject({ again: z.literal(true) }),
]);

/** The incidents: listed, told, and decided where nobody knows whether COC opened one. */
export function mountIncidents(app: Express, { view, about, incidents }: AdminDeps): void {
  const { timezone } = about;
  get(app, INCIDENTS, async ({ url }, response) => {
    const query = new URL(url, 'http://admin.invalid').searchParams;
    const page = pageOf(query);
    const states = new Set(query.getAll('state'));
    if (!page) respond(response, 400, { error: 'limit is 1 to 500, offset 0 or more' });
    else if ([...states].some((state) => !INCIDENT_STATES.some((known) => known === state)))
      respond(response, 400, { error: `state is one of ${INCIDENT_STATES.join(', ')}` });
    else respond(response, 200, { timezone, ...listIncidents(view, states, page) });
  });
  get(app, `${INCIDENTS}/:key`, async ({ params }, response) => {
    const found = await readIncident(view, String(params.key), timezone);
    respondFound(response, found && { timezone, ...found });
  });
  const budget = bodyBudget(() => MAX_BODY_BYTES * 16);
  app.route(`${INCIDENTS}/:key/decision`).all(async (request, response) => {
    if (request.method !== 'POST') return notAllowed(response, 'POST');
    const read = await readBody(request, { maxBytes: MAX_BODY_BYTES, budget });
    if (read.kind === 'aborted') return;
    if (read.kind === 'no-room') return respond(response, 503, { error: 'too many changes at once' });
    if (read.kind === 'too-large') return respond(response, 413, { error: 'at most 4 KiB' });
    budget.give(read.body.byteLength);
    const asked = decisionSchema.safeParse(jsonOf(read.body));
    if (!asked.success)
      return respond(response, 400, { error: 'give {"opened": "COC\'s number"} or {"again": true}' });
    const number = 'opened' in asked.data ? asked.data.opened : undefined;
    const decision = await incidents.decide(String(request.params.key), number, actorOf(response));
    respond(response, decision.done ? 200 : STATUS[decision.why], decision);
  });
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
