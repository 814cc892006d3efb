import { z } from 'zod';
import { waitingSchema } from '../waiting-words.ts';

/** An alarm in the admin API. Times are epoch ms. */
export const shownAlarmSchema = z.object({
  alarmId: z.string(),
  name: z.string(),
  level: z.string(),
  state: z.enum(['firing', 'resolved']),
  source: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  toldAt: z.number().nullable(),
  coc: z.enum(['knows', 'held', 'waits', 'refused', 'unknown']),
  stale: z.boolean(),
  flaps: z.number(),
  waiting: waitingSchema,
  /** Why no open incident covers it. Agents of an older version leave it out. */
  uncovered: z.string().nullish(),
  incident: z
    .object({
      key: z.string(),
      state: z.string(),
      number: z.string().nullable(),
      waiting: waitingSchema,
    })
    .nullable(),
});

export type ShownAlarm = z.output<typeof shownAlarmSchema>;
