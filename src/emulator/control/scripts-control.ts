import { type RequestHandler, Router } from 'express';
import type { Backend } from '../backend.ts';
import { type Review, reviewScript } from '../state/review-script.ts';

/**
 * `GET /emulator/scripts`: all scripts, the first created first. `POST /emulator/scripts/{script_uuid}/approve` and `…/reject`: a
 * reviewer decides; 409 when the script does not wait for one.
 */
export function scriptsControl({ store, now }: Backend): Router {
  const router = Router();
  router.get('/scripts', (_request, response) => {
    const { scripts } = store.scripts;
    response.json({ total: scripts.length, scripts });
  });
  const decide =
    (review: Review): RequestHandler<{ uuid: string }> =>
    (request, response) => {
      const decided = reviewScript(store.scripts, { uuid: request.params.uuid, review, at: now() });
      if ('error' in decided) {
        response.status(decided.status).json({ error: decided.error });
        return;
      }
      store.changed();
      response.json(decided.script);
    };
  router.post('/scripts/:uuid/approve', decide('approve'));
  router.post('/scripts/:uuid/reject', decide('reject'));
  return router;
}
