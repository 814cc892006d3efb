import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';

const querySchema = z.strictObject({ incidentNum: z.string().optional() });

/** `GET /emulator/war-rooms`: all war rooms, or those of one incident, the first opened first. */
export function warRoomsControl({ store }: Backend): Router {
  const router = Router();
  router.get('/war-rooms', (request, response) => {
    const { incidentNum } = querySchema.parse(request.query);
    const warRooms = store.warRooms.warRooms.filter(
      (warRoom) => incidentNum === undefined || warRoom.incidentNum === incidentNum,
    );
    response.json({ total: warRooms.length, warRooms });
  });
  return router;
}
