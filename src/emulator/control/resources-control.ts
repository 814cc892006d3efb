import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';
import { fleetSchema } from '../fleet/fleet-resource.ts';
import { pagingShape } from './paging-shape.ts';

const querySchema = z.strictObject(pagingShape);
const bodySchema = z.strictObject({ resources: fleetSchema });

/**
 * `GET`, `PUT` and `DELETE /emulator/resources`: shows, replaces or removes all resources. A `PUT` takes a list, or the
 * `count` and `seed` of a made-up fleet.
 */
export function resourcesControl({ fleet }: Backend): Router {
  const router = Router();
  router.get('/resources', (request, response) => {
    const { limit, offset } = querySchema.parse(request.query);
    const all = fleet.current();
    response.json({ total: all.length, resources: all.slice(offset, offset + limit) });
  });
  router.put('/resources', (request, response) => {
    fleet.replace(bodySchema.parse(request.body).resources);
    response.json({ total: fleet.current().length });
  });
  router.delete('/resources', (_request, response) => {
    fleet.replace([]);
    response.status(204).end();
  });
  return router;
}
