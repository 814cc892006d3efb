import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { bodyBudget } from '../http/body-budget.ts';
import { respond } from '../http/respond.ts';
import { ADMIN_PAGE_STYLE } from './admin-page.ts';
import { mountApi, mountHealth, mountOpen, mountReload } from './admin-routes.ts';
import { type AdminDeps, admit } from './admit.ts';
import { mountDeadLetters } from './dead-letters/dead-letter-routes.ts';
import { mountDestinations } from './destinations/destination-routes.ts';
import { mountIncidents } from './incidents/incident-routes.ts';

const NOWHERE = ["'none'"];
const POLICY = {
  defaultSrc: NOWHERE,
  styleSrc: [ADMIN_PAGE_STYLE],
  frameAncestors: NOWHERE,
  baseUri: NOWHERE,
  formAction: NOWHERE,
};

/** Memory for all bodies that are being read at the same time. */
const MAX_BODIES_BYTES = 4 * 2 ** 20;

/** The admin listener: health, metrics, reload, and the API for operators. All answers but the page are JSON. */
export function createAdminApp(deps: AdminDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      // It would hold for every port of the host, also for those that speak plain HTTP.
      strictTransportSecurity: false,
    }),
  );
  app.use((request, response, next) => admit(request, response, { deps, next }));
  mountHealth(app, deps);
  mountReload(app, deps);
  mountOpen(app, deps);
  mountApi(app, deps);
  const budget = bodyBudget(() => MAX_BODIES_BYTES);
  mountIncidents(app, deps, budget);
  mountDeadLetters(app, deps, budget);
  mountDestinations(app, deps, budget);
  app.use((_request: Request, response: Response) => respond(response, 404, { error: 'not found' }));
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    if (error instanceof URIError) return respond(response, 404, { error: 'not found' });
    const requestId = response.getHeader('X-Request-Id');
    deps.log.error(
      { err: error, requestId },
      'an admin request failed for an unexpected reason; its sender got a 500',
    );
    return respond(response, 500, { error: 'internal error; see the log of the agent', requestId });
  });
  return app;
}
