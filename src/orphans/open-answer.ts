import { z } from 'zod';
import type { OpenAndSettings } from './change.ts';
import { settingsSchema } from './told-settings.ts';

const count = z.int().min(0);

/** Answer of the admin API about what is open, and about the settings that are in use. */
const openSchema = z.object({
  open: z.object({
    alarms: z.array(
      z.object({
        source: z.string(),
        type: z.enum(['alertmanager', 'grafana', 'zabbix', 'agent']).exactOptional(),
        openedBy: z.string().exactOptional(),
        integration: z.string().exactOptional(),
        state: z.enum(['firing', 'recovering']),
        isUnconfirmed: z.literal(true).exactOptional(),
        count,
      }),
    ),
    owed: z.array(z.object({ integration: z.string(), count })).exactOptional(),
    incidents: z.array(
      z.object({
        policy: z.string(),
        state: z.enum(['requested', 'opened', 'accepted', 'resolved', 'unknown']),
        isShared: z.boolean(),
        isTouched: z.boolean(),
        isLeft: z.boolean(),
        hasRoom: z.boolean(),
        isStorm: z.boolean(),
        count,
      }),
    ),
    waiting: z.record(z.string(), count),
    moving: z.record(z.string(), count).exactOptional(),
    silences: z.array(z.object({ source: z.string(), name: z.string() })),
  }),
  settings: settingsSchema,
  start: z.record(z.string(), z.string()),
});

/** Reads what is open, and the settings in use, from an answer of the admin API. @throws {z.ZodError} when it is none. */
export function readOpenAnswer(answer: unknown): OpenAndSettings {
  return openSchema.parse(answer);
}
