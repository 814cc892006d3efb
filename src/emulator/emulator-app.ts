import express, { type Express, type NextFunction, type Request, type Response } from 'express';

import type { Backend } from './backend.ts';
import { gatewayAnswer, newRequestId } from './contract/gateway-answer.ts';
import { controlRouter } from './control/control-router.ts';
import { logInternalError } from './log-internal-error.ts';
import { pageRouter } from './page/page-router.ts';
import { serveCall } from './serve-call.ts';

/**
 * The whole emulator behind one port: its pages, its control API, and the emulated API for everything else.
 */
export function createEmulatorApp(backend: Backend): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('strict routing').enable('case sensitive routing');
  app.use((_request, response, next) => {
    response.set({ Date: new Date(backend.now()).toUTCString(), 'X-Request-Id': newRequestId() });
    next();
  });
  app.use(pageRouter(backend));
  app.use('/emulator', controlRouter(backend));
  app.use((request, response) => serveCall(request, response, backend));
  app.use((thrown: unknown, _request: Request, response: Response, _next: NextFunction) => {
    logInternalError(backend, thrown);
    const { status, json } = gatewayAnswer(
      backend.settings.gatewayPrefix,
      500,
      '0601',
      'Internal server error',
    );
    if (response.headersSent) response.destroy();
    else response.status(status).json(json);
  });
  return app;
}
