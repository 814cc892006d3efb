import { Router } from 'express';
import type { Backend } from '../backend.ts';

/** `POST /emulator/reset`: forgets alarms, incidents, war rooms, scripts, orders, requests, late calls and faults. */
export function resetControl(backend: Backend): Router {
  const router = Router();
  router.post('/reset', (_request, response) => {
    resetBackend(backend);
    response.status(204).end();
  });
  return router;
}

/**
 * Forgets alarms, incidents, war rooms, scripts, orders, requests, late calls and faults. Resources, patches, people,
 * outcomes, keys, locks and tokens stay.
 */
export function resetBackend({ store, people, requests, lateCalls, faults }: Backend): void {
  store.clear();
  people.forget();
  lateCalls.forget();
  requests.clear();
  faults.clear();
}
