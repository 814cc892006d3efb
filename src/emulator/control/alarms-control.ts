import { Router } from 'express';
import { z } from 'zod';
import type { Backend } from '../backend.ts';
import { summarizeAlarms } from '../state/alarm-summary.ts';
import { pagingShape } from './paging-shape.ts';

const querySchema = z.strictObject({
  alarmId: z.string().optional(),
  integrationKey: z.string().optional(),
  ...pagingShape,
});

/**
 * `GET /emulator/alarms`: accepted events in order of arrival. `GET /emulator/alarms/refused`: the latest
 * refused events. `GET /emulator/alarms/summary`: one row per alarm, by the option `assumptions`.
 */
export function alarmsControl({ store, settings }: Backend): Router {
  const router = Router();
  router.get('/alarms', (request, response) => {
    const { alarmId, integrationKey, limit, offset } = querySchema.parse(request.query);
    const found = store.alarms.accepted.filter(
      (alarm) =>
        (alarmId === undefined || alarm.body?.alarmId === alarmId) &&
        (integrationKey === undefined || alarm.integrationKey === integrationKey),
    );
    response.json({ total: found.length, alarms: found.slice(offset, offset + limit) });
  });
  router.get('/alarms/refused', (_request, response) => {
    response.json({ total: store.alarms.refused.length, alarms: store.alarms.refused });
  });
  router.get('/alarms/summary', (_request, response) => {
    const alarms = summarizeAlarms(store.alarms.accepted, settings.assumptions);
    response.json({ total: alarms.length, alarms });
  });
  return router;
}
