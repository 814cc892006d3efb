import { Router } from 'express';
import { accessKeysSchema } from '../auth/auth-options.ts';
import { expireTokens } from '../auth/token-office.ts';
import type { Backend } from '../backend.ts';

/**
 * `POST /emulator/tokens/expire`: ends all tokens. `POST /emulator/unlock`: unlocks all access keys.
 * `PUT /emulator/access-keys`: replaces the accepted keys, as a rotation of keys does.
 */
export function credentialsControl({ keys, store, now }: Backend): Router {
  const router = Router();
  router.post('/tokens/expire', (_request, response) => {
    expireTokens(store.tokens, now());
    store.changed();
    response.status(204).end();
  });
  router.post('/unlock', (_request, response) => {
    keys.unlock();
    response.status(204).end();
  });
  router.put('/access-keys', (request, response) => {
    keys.replace(accessKeysSchema.parse(request.body).accessKeys);
    response.status(204).end();
  });
  return router;
}
