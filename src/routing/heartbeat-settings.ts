import { z } from 'zod';
import type { ConfigIssue } from '../errors.ts';
import { durationSchema } from '../settings/duration.ts';
import { matchSchema } from './syntax-schema.ts';

/** What the heartbeat of `silentAfter` is called: any webhook of a source. */
export const ANY_WEBHOOK = 'webhooks';
/** The heartbeat that kube-prometheus has. */
export const WATCHDOG = 'watchdog';

const NAME = /^[a-z0-9-]{1,63}$/;
const MIN_WITHIN_MS = 100;

const heartbeatSchema = z.strictObject({
  name: z
    .string()
    .regex(NAME, 'is not a name; use 1 to 63 of the characters a-z, 0-9 and -')
    .refine((name) => name !== ANY_WEBHOOK, 'is the name of `silentAfter`; choose another one')
    .default(WATCHDOG)
    .meta({ description: 'What it is called. Keep it: it is part of the identity of its alarm.' }),
  source: z.string().meta({ description: 'Name of the source that it comes from.' }),
  match: matchSchema.prefault(['alertname="Watchdog"']).meta({
    description:
      'Matchers in the syntax of Alertmanager, which see the alert as it is without routes. By default the Watchdog of kube-prometheus. What matches is a heartbeat, and no alarm.',
  }),
  within: durationSchema
    .refine((ms) => ms >= MIN_WITHIN_MS, 'is too short; write 100ms or more')
    .meta({
      description:
        'How long it may not be heard before COC is told that monitoring is silent. More than the source takes to repeat it (repeat_interval plus group_interval).',
    }),
});

/** Section `heartbeats`: alerts whose absence is the alarm. */
export const heartbeatsSchema = z.array(heartbeatSchema).optional().meta({
  description:
    'Alerts that fire for ever, and whose absence is the alarm. By default the Watchdog of each Alertmanager, from when it is heard first, within 25h; [] for none.',
});

/** One entry of `heartbeats`, read. */
export type HeartbeatSettings = z.output<typeof heartbeatSchema>;

/** Finds heartbeats of sources that there are not, and two of one name. */
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
      return [{ path: `${path}.source`, message, remedy: `write one of: ${sources.join(', ')}` }];
    }
    if (!twice) return [];
    const message = `the source ${source} has two heartbeats named ${name}`;
    return [{ path: `${path}.name`, message, remedy: 'give each a name of its own' }];
  });
}
