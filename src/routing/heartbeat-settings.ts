import { z } from 'zod';
import type { ConfigIssue } from '../errors.ts';
import { durationSchema } from '../settings/duration.ts';
import { matchSchema } from './syntax-schema.ts';

/** Name of the heartbeat of `silentAfter`, which is any webhook of a source. */
export const ANY_WEBHOOK = 'webhooks';
/** Name of the heartbeat that kube-prometheus sends. */
export const WATCHDOG = 'watchdog';

const NAME = /^[a-z0-9-]{1,63}$/;
const MIN_WITHIN_MS = 100;

const heartbeatSchema = z.strictObject({
  name: z
    .string()
    .regex(NAME, 'is not a valid name; use 1 to 63 of the characters a-z, 0-9 and -')
    .refine((name) => name !== ANY_WEBHOOK, 'is reserved for `silentAfter`; choose another name')
    .default(WATCHDOG)
    .meta({
      description: 'Name of the heartbeat. Do not change it later: it is part of the identity of its alarm.',
    }),
  source: z.string().meta({ description: 'Name of the source that sends it.' }),
  match: matchSchema.prefault(['alertname="Watchdog"']).meta({
    description:
      'Matchers in the syntax of Alertmanager. They see the alert before routes and templates. A matching alert is a heartbeat, and never becomes an alarm. By default the Watchdog of kube-prometheus.',
  }),
  within: durationSchema
    .refine((ms) => ms >= MIN_WITHIN_MS, 'is too short; write 100ms or more')
    .meta({
      description:
        'Time without this heartbeat after which the agent raises an alarm that monitoring is silent. Choose more than the time in which the source repeats it (repeat_interval plus group_interval).',
    }),
});

/** Section `heartbeats`: alerts that always fire, so that their absence raises an alarm. */
export const heartbeatsSchema = z.array(heartbeatSchema).optional().meta({
  description:
    'Alerts that always fire: their absence raises an alarm. By default the Watchdog of each Alertmanager within 25h, from the first time it arrives. [] for none.',
});

/** Values of one entry of `heartbeats`. */
export type HeartbeatSettings = z.output<typeof heartbeatSchema>;

/** Finds heartbeats of unknown sources, and two heartbeats with one name. */
export function checkHeartbeats(
  heartbeats: readonly HeartbeatSettings[],
  sources: readonly string[],
): readonly ConfigIssue[] {
  const seen = new Set<string>();
  return heartbeats.flatMap(({ name, source }, index) => {
    const path = `heartbeats[${index}]`;
    const key = `${source}/${name}`;
    const twice = seen.has(key);
    seen.add(key);
    if (!sources.includes(source)) {
      const message = `there is no source ${source}`;
      return [{ path: `${path}.source`, message, remedy: `use one of ${sources.join(', ')}` }];
    }
    if (!twice) return [];
    const message = `the source ${source} has two heartbeats named ${name}`;
    return [{ path: `${path}.name`, message, remedy: 'give one of them another name' }];
  });
}
