import { z } from 'zod';
import { alarmSchema, type RoutingSettings, routesSchema } from '../../../src/routing/config.ts';
import { heartbeatsSchema } from '../../../src/routing/heartbeat-settings.ts';
import { incidentsSchema } from '../../../src/routing/incident-settings.ts';

const schema = z.strictObject({
  alarm: alarmSchema,
  routes: routesSchema,
  incidents: incidentsSchema,
  heartbeats: heartbeatsSchema,
});

/** Routing settings as a configuration file would give them; `alarm.applicationId` is there unless changed. */
export function settingsOf({ alarm = {}, ...sections }: Record<string, unknown> = {}): RoutingSettings {
  return schema.parse({ alarm: { applicationId: 'app-default', ...(alarm as object) }, ...sections });
}

/** An incident policy with what every one needs. */
export const aPolicy = {
  level: 'level_20',
  type: 'inc_type_p_monitoring_issues',
  creator: 'user-1',
  assignee: { user: 'user-2' },
};
