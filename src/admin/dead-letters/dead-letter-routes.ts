import type { Express, Request, Response } from 'express';
import type { DeadLetterChange } from '../../dead-letters/dead-letter-changes.ts';
import type { BodyBudget } from '../../http/body-budget.ts';
import { respond } from '../../http/respond.ts';
import { type AdminDeps, actorOf } from '../admit.ts';
import { mountGet, mountJsonPost, queryFrom, respondFound, respondNotAllowed } from '../mount.ts';
import { PAGE_ERROR, pageOf } from '../page-of.ts';
import { bulkChangeSchema, runBulkChange } from './bulk-change.ts';
import { deadLetterFilterOf, readDeadLetter } from './dead-letter-filter.ts';
import { readDeadLetterPage, writeDeadLetters } from './dead-letter-list.ts';

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

function mountBulkChanges(app: Express, { view, deadLetters }: AdminDeps, budget: BodyBudget): void {
  for (const verb of ['redrive', 'discard'] as const)
    mountJsonPost(app, `${DEAD_LETTERS}/${verb}`, {
      schema: bulkChangeSchema,
      maxBytes: MAX_BULK_BYTES,
      budget,
      async change(asked, _request, response) {
        const surroundings = { view, change: deadLetters[verb], actor: actorOf(response) };
        respond(response, 200, await runBulkChange(asked, surroundings));
      },
    });
}

function mountSingle(app: Express, { view, deadLetters }: AdminDeps): void {
  app.route(`${DEAD_LETTERS}/:id/redrive`).all(async (request, response) => {
    if (request.method !== 'POST') return respondNotAllowed(response, 'POST');
    respondChange(response, await deadLetters.redrive(deadLetterId(request), actorOf(response)));
  });
  app
    .route(`${DEAD_LETTERS}/:id`)
    .get(async (request, response) => {
      const found = await readDeadLetter(view.deadLetters, deadLetterId(request));
      respondFound(response, found, 'dead letter');
    })
    .delete(async (request, response) =>
      respondChange(response, await deadLetters.discard(deadLetterId(request), actorOf(response))),
    )
    .all((_request, response) => respondNotAllowed(response, 'GET, HEAD, DELETE'));
}

function respondChange(response: Response, change: DeadLetterChange): void {
  respond(response, change.done ? 200 : STATUS[change.why], change);
}

function deadLetterId({ params }: Request): string {
  return String(params.id);
}
