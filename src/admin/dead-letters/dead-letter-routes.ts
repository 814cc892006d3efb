import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { DeadLetterChange, DeadLetterChanges } from '../../dead-letters/dead-letter-changes.ts';
import { bodyBudget } from '../../http/body-budget.ts';
import { readBody } from '../../http/read-body.ts';
import { respond } from '../../http/respond.ts';
import { get, notAllowed, respondFound } from '../admin-routes.ts';
import { type AdminDeps, actorOf } from '../admit.ts';
import { pageOf } from '../page-of.ts';
import { bulkSchema, changeLetters } from './bulk-changes.ts';
import { letterFilterOf, readLetter } from './dead-letter-filter.ts';
import { exportLetters, listLetters } from './dead-letter-list.ts';

const LETTERS = '/api/v1/dead-letters';
const MAX_BODY_BYTES = 2 ** 20;
const STATUS = { missing: 404, refused: 409, unavailable: 503 } as const;

/** The dead letters: looked at, exported, put back and given up. */
export function mountLetters(app: Express, { view, about, letters }: AdminDeps): void {
  const { timezone } = about;
  get(app, LETTERS, async ({ url }, response) => {
    const query = queryOf(url);
    const [page, filter] = [pageOf(query), letterFilterOf(query)];
    if (!page) respond(response, 400, { error: 'limit is 1 to 500, offset 0 or more' });
    else if (!filter) respond(response, 400, { error: WRONG_KIND });
    else respond(response, 200, { timezone, ...(await listLetters(view, filter, page)) });
  });
  get(app, `${LETTERS}/export`, async ({ url }, response) => {
    const filter = letterFilterOf(queryOf(url));
    if (filter) await exportLetters(view, filter, response);
    else respond(response, 400, { error: WRONG_KIND });
  });
  mountBulk(app, view, letters);
  app.route(`${LETTERS}/:id/redrive`).all(async (request, response) => {
    if (request.method !== 'POST') return notAllowed(response, 'POST');
    respondChange(response, await letters.redrive(idOf(request), actorOf(response)));
  });
  app
    .route(`${LETTERS}/:id`)
    .get(async (request, response) =>
      respondFound(response, await readLetter(view.deadLetters, idOf(request))),
    )
    .delete(async (request, response) =>
      respondChange(response, await letters.discard(idOf(request), actorOf(response))),
    )
    .all((_request, response) => notAllowed(response, 'GET, HEAD, DELETE'));
}

const WRONG_KIND = 'kind is refused, unreadable-alert or unreadable-body';

function mountBulk(app: Express, view: AdminDeps['view'], letters: DeadLetterChanges): void {
  const budget = bodyBudget(() => MAX_BODY_BYTES * 4);
  for (const verb of ['redrive', 'discard'] as const) {
    app.route(`${LETTERS}/${verb}`).all(async (request, response) => {
      if (request.method !== 'POST') return notAllowed(response, 'POST');
      const read = await readBody(request, { maxBytes: MAX_BODY_BYTES, budget });
      if (read.kind === 'aborted') return;
      if (read.kind === 'no-room') return respond(response, 503, { error: 'too many changes at once' });
      if (read.kind === 'too-large') return respond(response, 413, { error: 'at most 1 MiB' });
      budget.give(read.body.byteLength);
      const asked = bulkSchema.safeParse(jsonOf(read.body));
      if (!asked.success) return respond(response, 400, { error: z.prettifyError(asked.error) });
      const bulk = { view, change: letters[verb], actor: actorOf(response) };
      respond(response, 200, await changeLetters(asked.data, bulk));
    });
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function respondChange(response: Response, change: DeadLetterChange): void {
  respond(response, change.done ? 200 : STATUS[change.why], change);
}

function idOf({ params }: Request): string {
  return String(params.id);
}

function queryOf(url: string): URLSearchParams {
  return new URL(url, 'http://admin.invalid').searchParams;
}
