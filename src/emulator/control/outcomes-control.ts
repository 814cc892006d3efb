import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';
import { outcomesSchema } from '../orders/outcome-script.ts';

const bodySchema = z.strictObject({ outcomes: outcomesSchema });

/**
 * `GET`, `PUT` and `DELETE /emulator/outcomes`: shows, replaces or removes the outcomes of scripts. Orders that exist keep theirs.
 */
export function outcomesControl({ outcomes }: Backend): Router {
  const router = Router();
  router.get('/outcomes', (_request, response) => {
    response.json({ outcomes: outcomes.current() });
  });
  router.put('/outcomes', (request, response) => {
    outcomes.replace(bodySchema.parse(request.body).outcomes);
    response.json({ outcomes: outcomes.current() });
  });
  router.delete('/outcomes', (_request, response) => {
    outcomes.replace([]);
    response.status(204).end();
  });
  return router;
}
