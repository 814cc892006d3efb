import type { Express, Request, Response } from 'express';
import type { z } from 'zod';
import type { BodyBudget } from '../http/body-budget.ts';
import { respond } from '../http/respond.ts';
import { readJsonBody } from './read-json-body.ts';

/** Mounts a path that can only be read. Any other method is answered 405. */
export function mountGet(
  app: Express,
  path: string,
  read: (request: Request, response: Response) => Promise<void>,
): void {
  app
    .route(path)
    .get(read)
    .all((_request, response) => respondNotAllowed(response, 'GET, HEAD'));
}

interface JsonPost<S extends z.ZodType> {
  readonly schema: S;
  readonly maxBytes: number;
  readonly budget: BodyBudget;
  readonly change: (asked: z.output<S>, request: Request, response: Response) => Promise<void>;
}

/** Mounts a change that is requested with a JSON body. Any method but POST is answered 405. */
export function mountJsonPost<S extends z.ZodType>(
  app: Express,
  path: string,
  { change, ...options }: JsonPost<S>,
): void {
  app.route(path).all(async (request, response) => {
    if (request.method !== 'POST') return respondNotAllowed(response, 'POST');
    const read = await readJsonBody(request, options);
    if (read.kind === 'aborted') return;
    if (read.kind === 'refused') return respond(response, read.status, { error: read.error });
    await change(read.value, request, response);
  });
}

/** Answers 405 with the methods that are allowed. */
export function respondNotAllowed(response: Response, allow: string): void {
  response.setHeader('Allow', allow);
  respond(response, 405, { error: `only ${allow} is allowed here` });
}

/** Answers with what was found, or 404. `noun` names it, such as `alarm`. */
export function respondFound(response: Response, found: object | undefined, noun: string): void {
  if (found) respond(response, 200, found);
  else respond(response, 404, { error: `there is no ${noun} with this id` });
}

/** The query of a URL. */
export function queryFrom(url: string): URLSearchParams {
  return new URL(url, 'http://admin.invalid').searchParams;
}
