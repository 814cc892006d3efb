import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { BodyBudget } from '../../http/body-budget.ts';
import { respond } from '../../http/respond.ts';
import { INCIDENT_STATES } from '../../observability/label-values.ts';
import { type AdminDeps, actorOf } from '../admit.ts';
import { respondSeveral } from '../candidates.ts';
import { mountGet, mountJsonPost, queryFrom, respondFound } from '../mount.ts';
import { PAGE_ERROR, pageOf } from '../page-of.ts';
import { readIncidentPage } from './incident-list.ts';
import { incidentNamed } from './incident-named.ts';
import { readIncidentStory } from './incident-story.ts';

const INCIDENTS = '/api/v1/incidents';
const MAX_DECISION_BYTES = 4_096;
const STATUS = { missing: 404, refused: 409, unavailable: 503 } as const;

const numberSchema = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9_.~-]{1,255}$/, "this is not COC's number of an incident");

const reasonSchema = z
  .string()
  .trim()
  .min(1, 'give a reason')
  .max(500, 'a reason has at most 500 characters');

/**
 * The decision of an operator: COC opened the incident under a number (by force, where COC does not prove
 * that), or it is to be requested again, or the agent goes on with one of the numbers that COC opened for it.
 */
const decisionSchema = z.union(
  [
    z.strictObject({ opened: numberSchema, force: reasonSchema.optional() }),
    z.strictObject({ again: z.literal(true) }),
    z.strictObject({ keep: numberSchema }),
  ],
  'give {"opened": "COC\'s number of the incident"}, {"again": true} or {"keep": "COC\'s number"}',
);

/** Mounts the incidents: a list, the story of one, and the decisions about it. */
export function mountIncidents(
  app: Express,
  { view, about, incidents, clock }: AdminDeps,
  budget: BodyBudget,
): void {
  const { timezone } = about;
  mountGet(app, INCIDENTS, async ({ url }, response) => {
    const query = queryFrom(url);
    const page = pageOf(query);
    const states = new Set(query.getAll('state'));
    if (!page) respond(response, 400, { error: PAGE_ERROR });
    else if ([...states].some((state) => !INCIDENT_STATES.some((known) => known === state)))
      respond(response, 400, { error: `state is one of ${INCIDENT_STATES.join(', ')}` });
    else respond(response, 200, { timezone, ...readIncidentPage(view, states, page) });
  });
  /** Finds the key of an incident; undefined when the answer that it fits several was given. */
  const keyFrom = async ({ params }: Request, response: Response): Promise<string | undefined> => {
    const typed = String(params.key);
    const found = await incidentNamed(view.outbox, typed, timezone);
    if (found.kind !== 'several') return found.kind === 'one' ? found.id : typed;
    respondSeveral(response, typed, { found, noun: 'incident' });
    return undefined;
  };
  mountGet(app, `${INCIDENTS}/:key`, async (request, response) => {
    const key = await keyFrom(request, response);
    if (key === undefined) return;
    const story = await readIncidentStory(view, key, { clock, zone: timezone });
    respondFound(response, story && { timezone, ...story }, 'incident');
  });
  mountJsonPost(app, `${INCIDENTS}/:key/decision`, {
    schema: decisionSchema,
    maxBytes: MAX_DECISION_BYTES,
    budget,
    async change(asked, request, response) {
      const key = await keyFrom(request, response);
      if (key === undefined) return;
      const actor = actorOf(response);
      const decision =
        'keep' in asked
          ? await incidents.keep(key, asked.keep, actor)
          : await incidents.decide(key, asked, actor);
      respond(response, decision.done ? 200 : STATUS[decision.why], decision);
    },
  });
}
