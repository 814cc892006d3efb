import { z } from 'zod';
import { isFilter } from '../alerts/alarm.ts';
import type { Alert } from '../alerts/alert.ts';
import type { OpenAlert } from './open-alert.ts';

/** Part of the alarms that fire, with their last stored alerts. */
export interface OpenAlertPage {
  readonly alerts: readonly OpenAlert[];
  /** Number of all alarms that fire. */
  readonly firing: number;
  /** AlarmPlace behind which the next part begins; absent after the last one. */
  readonly next?: number;
}

const place = z.object({ integration: z.string(), applicationId: z.string(), regionId: z.string() });
const policy = z.string().exactOptional();
const anAlert = z.custom<Alert>((value) => typeof value === 'object' && value !== null);

const pageSchema = z.object({
  alerts: z.array(
    z.object({
      alert: anAlert,
      at: z.number(),
      source: z.string(),
      place: place.exactOptional(),
      isRefused: z.boolean(),
      incident: z.discriminatedUnion('kind', [
        z.object({ kind: z.enum(['none', 'past']) }),
        z.object({ kind: z.literal('open'), policy: z.string() }),
      ]),
      matched: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('unknown') }),
        z.object({ kind: z.literal('known'), policy }),
      ]),
      before: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('dropped'), reason: z.string().refine(isFilter) }),
          z.object({ kind: z.literal('place'), place, policy }),
        ])
        .exactOptional(),
    }),
  ),
  firing: z.number(),
  next: z.number().exactOptional(),
});

/** Reads a part from an answer of the admin API. @throws {z.ZodError} when it is none. */
export function readOpenAlertPage(answer: unknown): OpenAlertPage {
  return pageSchema.parse(answer);
}
