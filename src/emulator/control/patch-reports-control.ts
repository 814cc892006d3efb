import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';
import { patchReportsSchema } from '../patches/patch-report.ts';
import { pagingShape } from './paging-shape.ts';

const querySchema = z.strictObject(pagingShape);
const bodySchema = z.strictObject({ patchReports: patchReportsSchema });

/**
 * `GET`, `PUT` and `DELETE /emulator/patch-reports`: shows, replaces or removes all reports about patches, with their patches.
 * A `PUT` takes a list, or the `seed` of made-up reports about the servers of the fleet.
 */
export function patchReportsControl({ patches }: Backend): Router {
  const router = Router();
  router.get('/patch-reports', (request, response) => {
    const { limit, offset } = querySchema.parse(request.query);
    const all = patches.current();
    response.json({ total: all.length, patchReports: all.slice(offset, offset + limit) });
  });
  router.put('/patch-reports', (request, response) => {
    patches.replace(bodySchema.parse(request.body).patchReports);
    response.json({ total: patches.current().length });
  });
  router.delete('/patch-reports', (_request, response) => {
    patches.replace([]);
    response.status(204).end();
  });
  return router;
}
