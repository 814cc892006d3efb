import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';

const querySchema = z.strictObject({ limit: z.coerce.number().int().min(0).default(100) });

/**
 * `GET /emulator/requests`: the latest requests to the emulated API, oldest first, and the number of all
 * requests.
 */
export function requestsControl({ requests }: Backend): Router {
  const router = Router();
  router.get('/requests', (request, response) => {
    const { limit } = querySchema.parse(request.query);
    response.json({ total: requests.total, requests: requests.latest(limit) });
  });
  return router;
}
