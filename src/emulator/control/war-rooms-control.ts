import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';

const querySchema = z.strictObject({ incidentNum: z.string().optional() });

/**
 * `GET /emulator/war-rooms`: all war rooms, or those of one incident, the first opened first. `POST
 * /emulator/war-rooms/{war_room_num}/close`: a person closes one of them, now.
 */
export function warRoomsControl({ store, now }: Backend): Router {
  const router = Router();
  router.get('/war-rooms', (request, response) => {
    const { incidentNum } = querySchema.parse(request.query);
    const warRooms = store.warRooms.warRooms.filter(
      (warRoom) => incidentNum === undefined || warRoom.incidentNum === incidentNum,
    );
    response.json({ total: warRooms.length, warRooms });
  });
  router.post('/war-rooms/:warRoomNum/close', (request, response) => {
    const { warRoomNum } = request.params;
    const warRoom = store.warRooms.warRooms.find((room) => room.warRoomNum === warRoomNum);
    if (!warRoom) {
      response.status(404).json({ error: `there is no war room ${warRoomNum}` });
      return;
    }
    warRoom.closedAt ??= now();
    store.changed();
    response.json(warRoom);
  });
  return router;
}
