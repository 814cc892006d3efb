import { Router } from 'express';
import type { Backend } from '../backend.ts';
import { faultRulesSchema } from '../faults/fault.ts';

/**
 * `GET`, `PUT` and `DELETE /emulator/faults`: shows, replaces or removes all fault rules. `late` is the number of
 * calls that are still to be processed.
 */
export function faultsControl({ faults, lateCalls }: Backend): Router {
  const router = Router();
  const shown = () => ({ ...faults.current(), late: lateCalls.waiting });
  router.get('/faults', (_request, response) => {
    response.json(shown());
  });
  router.put('/faults', (request, response) => {
    faults.replace(faultRulesSchema.parse(request.body));
    response.json(shown());
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  return router;
}
