import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';
import { alarmsControl } from './alarms-control.ts';
import { credentialsControl } from './credentials-control.ts';
import { faultsControl } from './faults-control.ts';
import { incidentsControl } from './incidents-control.ts';
import { ordersControl } from './orders-control.ts';
import { outcomesControl } from './outcomes-control.ts';
import { patchReportsControl } from './patch-reports-control.ts';
import { peopleControl } from './people-control.ts';
import { requestsControl } from './requests-control.ts';
import { requireSameOrigin } from './require-same-origin.ts';
import { resetControl } from './reset-control.ts';
import { resourcesControl } from './resources-control.ts';
import { scriptsControl } from './scripts-control.ts';
import { warRoomsControl } from './war-rooms-control.ts';

/** The control API, below `/emulator`. It needs no credentials and answers a malformed request with 400. */
export function controlRouter(backend: Backend): Router {
  const router = Router();
  router.use(requireSameOrigin, express.json({ limit: '1mb', type: () => true }));
  router.use(
    alarmsControl(backend),
    incidentsControl(backend),
    warRoomsControl(backend),
    scriptsControl(backend),
    ordersControl(backend),
    outcomesControl(backend),
    peopleControl(backend),
    resourcesControl(backend),
    patchReportsControl(backend),
    requestsControl(backend),
    faultsControl(backend),
    resetControl(backend),
    credentialsControl(backend),
  );
  router.use((request: Request, response: Response) => {
    response.status(404).json({ error: `there is no ${request.method} ${request.baseUrl}${request.path}` });
  });
  router.use((thrown: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(statusOf(thrown)).json({ error: describe(thrown) });
  });
  return router;
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof z.ZodError) return 400;
  const status = thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : 500;
  return status >= 400 && status <= 599 ? status : 500;
}

function describe(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return z.prettifyError(thrown);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
