import { z } from 'zod';
import { ALARM_LEVELS } from '../alerts/alert.ts';
import { durationSchema } from '../settings/duration.ts';
import type { HeartbeatSettings } from './heartbeat-settings.ts';
import type { IncidentSettings } from './incident-settings.ts';
import { matchSchema, templateSchema } from './syntax-schema.ts';

const template = (description: string) => templateSchema.optional().meta({ description });
const name = (description: string) => z.string().min(1).max(63).optional().meta({ description });
const id = (description: string) => z.string().min(1).max(255).meta({ description });

/** The alarm's fields that `alarm` and a route can both set. */
const overrides = {
  alarmName: template('Name of the alarm; by default the name of the alert.'),
  alarmLevel: template('A level (Critical, Major, Minor, Info) or a severity that the map knows.'),
  nameSpace: template('Namespace; by default that of the alert, else `default`.'),
  regionId: template('Region, such as cn-north-4; by default that of the alert.'),
  resourceName: template('Name of the resource; by default that of the alert.'),
  resourceId: template('Id of the resource; by default that of the alert.'),
  alarmDesc: template('Description; by default that of the alert.'),
  alarmSource: template('What COC shows as the source; by default Prometheus, Grafana or Zabbix.'),
  url: template('An absolute http(s) link; by default the first link of the alert that fits.'),
};

/** Section `alarm`: how an alert becomes an alarm. */
export const alarmSchema = z
  .strictObject({
    ...overrides,
    applicationId: templateSchema.meta({
      description: 'COC application id of alerts for which neither a route nor `applications` has one.',
    }),
    levels: z
      .record(z.string(), z.enum(ALARM_LEVELS))
      .default({})
      .meta({ description: 'Additions to the built-in map from severities to levels.' }),
    applications: z
      .record(z.string(), z.string().min(1).max(255))
      .default({})
      .meta({ description: 'COC application ids by what an alert calls its application, service or team.' }),
    resendOn: z
      .array(z.enum(['level', 'description', 'labels']))
      .default(['level'])
      .meta({ description: 'Which changes of a firing alarm COC is told; all else is a repeat.' }),
    resolveHold: durationSchema.prefault('0s').meta({
      description:
        'How long a recovery is held back; a problem that returns meanwhile goes on as if it had never ended.',
    }),
    collapse: z.boolean().default(true).meta({
      description:
        'While COC is away: whether the newest news of an alarm stands for the older ones that were never tried, and carries their times, instead of each being told.',
    }),
    reassertEvery: durationSchema.prefault('30m').meta({
      description:
        'How often COC is told again of an alarm that still fires, lest it takes it for over; 0s for never.',
    }),
    unmatchedResolve: z.enum(['record', 'forward']).default('record').meta({
      description:
        'What becomes of a resolve whose alarm we do not know: only recorded, or sent to COC all the same.',
    }),
  })
  .meta({ description: 'How an alert becomes an alarm. Every field can be a template.' });

const routeSchema = z.strictObject({
  name: name('What logs and stories call this route; by default its place, such as routes[0].'),
  match: matchSchema.meta({ description: 'Matchers in the syntax of Alertmanager. All of them must hold.' }),
  integration: id('Name of the integration in `coc.integrations` whose key the alarm goes to.').optional(),
  applicationId: template('COC application id.'),
  ...overrides,
  incident: z
    .union([z.string().min(1).max(63), z.literal(false)])
    .optional()
    .meta({ description: 'Name of the incident policy to use, or false for no incident.' }),
  drop: z.literal(true).optional().meta({ description: 'Record these alerts and send nothing.' }),
});

/** Section `routes`: the first route that matches decides. */
export const routesSchema = z
  .array(routeSchema)
  .default([])
  .meta({ description: 'The first route that matches wins; what it leaves out comes from `alarm`.' });

/** Section `alarm`, read. */
export type AlarmSettings = z.output<typeof alarmSchema>;

/** One entry of `routes`, read. */
export type RouteSettings = z.output<typeof routeSchema>;

/** The parts of the configuration that routing needs. */
export interface RoutingSettings {
  readonly alarm: AlarmSettings;
  readonly routes: readonly RouteSettings[];
  readonly incidents: readonly IncidentSettings[];
  /** Absent for the default, which adds no filter. */
  readonly heartbeats?: readonly HeartbeatSettings[] | undefined;
}
