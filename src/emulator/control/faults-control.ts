import { Router } from 'express';
import type { Backend } from '../backend.ts';
import { faultRulesSchema } from '../faults/fault.ts';

/** `GET`, `PUT` and `DELETE /emulator/faults`: shows, replaces or removes all fault rules. */
export function faultsControl({ faults }: Backend): Router {
  const router = Router();
  router.get('/faults', (_request, response) => {
    response.json(faults.current());
  });
  router.put('/faults', (request, response) => {
    faults.replace(faultRulesSchema.parse(request.body));
    response.json(faults.current());
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  return router;
}
