import type { Express, Request, Response } from 'express';
import type { DeadLetterChange } from '../../dead-letters/dead-letter-changes.ts';
import type { BodyBudget } from '../../http/body-budget.ts';
import { respond } from '../../http/respond.ts';
import { type AdminDeps, actorOf } from '../admit.ts';
import { respondSeveral } from '../candidates.ts';
import { mountGet, mountJsonPost, queryFrom, respondFound, respondNotAllowed } from '../mount.ts';
import { PAGE_ERROR, pageOf } from '../page-of.ts';
import { bulkChangeSchema, runBulkChange } from './bulk-change.ts';
import { deadLetterFilterOf, readDeadLetter } from './dead-letter-filter.ts';
import { readDeadLetterPage, writeDeadLetters } from './dead-letter-list.ts';
import { deadLettersNamed } from './dead-letters-named.ts';

const DEAD_LETTERS = '/api/v1/dead-letters';
const MAX_BULK_BYTES = 2 ** 20;
const STATUS = { missing: 404, refused: 409, unavailable: 503 } as const;
const KIND_ERROR = 'kind is refused, unreadable-alert or unreadable-body';

/** Mounts the dead letters: a list, one of them, the export, and their changes. */
export function mountDeadLetters(app: Express, deps: AdminDeps, budget: BodyBudget): void {
  mountReads(app, deps);
  // The bulk changes come first: their paths would match `:id` too.
  mountBulkChanges(app, deps, budget);
  mountSingle(app, deps);
}

function mountReads(app: Express, { view, about }: AdminDeps): void {
  const { timezone } = about;
  mountGet(app, DEAD_LETTERS, async ({ url }, response) => {
    const query = queryFrom(url);
    const [page, filter] = [pageOf(query), deadLetterFilterOf(query)];
    if (!page) respond(response, 400, { error: PAGE_ERROR });
    else if (!filter) respond(response, 400, { error: KIND_ERROR });
    else respond(response, 200, { timezone, ...(await readDeadLetterPage(view, filter, page)) });
  });
  mountGet(app, `${DEAD_LETTERS}/export`, async ({ url }, response) => {
    const filter = deadLetterFilterOf(queryFrom(url));
    if (filter) await writeDeadLetters(view, filter, response);
    else respond(response, 400, { error: KIND_ERROR });
  });
}

function mountBulkChanges(app: Express, { view, about, deadLetters }: AdminDeps, budget: BodyBudget): void {
  for (const verb of ['redrive', 'discard'] as const)
    mountJsonPost(app, `${DEAD_LETTERS}/${verb}`, {
      schema: bulkChangeSchema,
      maxBytes: MAX_BULK_BYTES,
      budget,
      async change(asked, _request, response) {
        const { timezone } = about;
        const surroundings = { view, change: deadLetters[verb], actor: actorOf(response), timezone };
        respond(response, 200, await runBulkChange(asked, surroundings));
      },
    });
}

function mountSingle(app: Express, { view, about, deadLetters }: AdminDeps): void {
  /** Finds the id of a dead letter; undefined when the answer that it fits several was given. */
  const idFrom = async ({ params }: Request, response: Response): Promise<string | undefined> => {
    const typed = String(params.id);
    const found = (await deadLettersNamed(view.deadLetters, [typed], about.timezone)).get(typed);
    if (found?.kind !== 'several') return found?.kind === 'one' ? found.id : typed;
    respondSeveral(response, typed, { found, noun: 'dead letter' });
    return undefined;
  };
  app.route(`${DEAD_LETTERS}/:id/redrive`).all(async (request, response) => {
    if (request.method !== 'POST') return respondNotAllowed(response, 'POST');
    const id = await idFrom(request, response);
    if (id !== undefined) respondChange(response, await deadLetters.redrive(id, actorOf(response)));
  });
  app
    .route(`${DEAD_LETTERS}/:id`)
    .get(async (request, response) => {
      const id = await idFrom(request, response);
      if (id === undefined) return;
      const found = await readDeadLetter(view.deadLetters, id);
      respondFound(response, found && { timezone: about.timezone, ...found }, 'dead letter');
    })
    .delete(async (request, response) => {
      const id = await idFrom(request, response);
      if (id !== undefined) respondChange(response, await deadLetters.discard(id, actorOf(response)));
    })
    .all((_request, response) => respondNotAllowed(response, 'GET, HEAD, DELETE'));
}

function respondChange(response: Response, change: DeadLetterChange): void {
  respond(response, change.done ? 200 : STATUS[change.why], change);
}
