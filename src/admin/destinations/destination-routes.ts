import type { Express } from 'express';
import { z } from 'zod';
import type { BodyBudget } from '../../http/body-budget.ts';
import { respond } from '../../http/respond.ts';
import { type AdminDeps, actorOf } from '../admit.ts';
import { mountGet, mountJsonPost } from '../mount.ts';
import { readDestinations } from './destination-status.ts';

const DESTINATIONS = '/api/v1/destinations';
const MAX_BYTES = 65_536;
const NAMES_ERROR = 'give {} for all destinations, or {"destinations": ["alarms/default"]}';

/** The destinations to try at once; all of them when none is named. */
const deliverNowSchema = z.strictObject(
  { destinations: z.array(z.string().max(255), NAMES_ERROR).min(1, NAMES_ERROR).max(256).optional() },
  NAMES_ERROR,
);

/** Mounts the destinations: a list, and trying at once what waits for them. */
export function mountDestinations(app: Express, deps: AdminDeps, budget: BodyBudget): void {
  const { view, about, clock, log, deliverNow } = deps;
  const { timezone } = about;
  mountGet(app, DESTINATIONS, async (_request, response) =>
    respond(response, 200, { timezone, destinations: readDestinations(view, { clock, zone: timezone }) }),
  );
  mountJsonPost(app, `${DESTINATIONS}/deliver-now`, {
    schema: deliverNowSchema,
    maxBytes: MAX_BYTES,
    budget,
    async change(asked, _request, response) {
      const result = deliverNow(asked.destinations);
      if (!result.done) {
        const known = result.known.length === 0 ? 'none so far' : result.known.join(', ');
        return respond(response, 404, {
          error: `there is no destination ${result.unknown}; there are: ${known}`,
          known: result.known,
        });
      }
      const destinations = result.destinations.map(({ name }) => name);
      log.info({ actor: actorOf(response), destinations }, 'trying at once what waits for COC');
      respond(response, 200, { destinations: result.destinations });
    },
  });
}
