import { z } from 'zod';
import { ALARM_LEVELS } from '../alerts/alert.ts';
import { durationSchema } from '../settings/duration.ts';
import type { CocLanguage } from './coc-words.ts';
import type { HeartbeatSettings } from './heartbeat-settings.ts';
import { idSchema } from './ids.ts';
import type { IncidentSettings } from './incident-settings.ts';
import { matchSchema, templateSchema } from './syntax-schema.ts';

const template = (description: string) => templateSchema.optional().meta({ description });
const name = (description: string) => z.string().min(1).max(63).optional().meta({ description });

/** Fields of an alarm that both `alarm` and a route can set. */
const overrides = {
  alarmName: template('Name of the alarm. By default the name of the alert.'),
  alarmLevel: template('Level of the alarm: Critical, Major, Minor, Info, or a known severity.'),
  nameSpace: template('Namespace. By default that of the alert, otherwise `default`, as COC demands one.'),
  regionId: template('Region, such as cn-north-4. By default that of the alert.'),
  resourceName: template('Name of the resource. By default that of the alert.'),
  resourceId: template('Id of the resource. By default that of the alert.'),
  alarmDesc: template('Description. By default that of the alert.'),
  alarmSource: template('Source that COC shows. By default Prometheus, Grafana or Zabbix.'),
  url: template('Absolute http(s) link. By default the first link of the alert that fits.'),
};

/** Section `alarm`: rules that turn an alert into an alarm. */
export const alarmSchema = z
  .strictObject({
    ...overrides,
    applicationId: templateSchema.meta({
      description: 'COC application id for alerts without one from a route or from `applications`.',
    }),
    levels: z.record(z.string(), z.enum(ALARM_LEVELS)).default({}).meta({
      description: 'Levels by severity. They extend and override the built-in map from severities to levels.',
    }),
    defaultApplicationId: idSchema(
      'COC application id for alerts for which `applicationId` and the routes give none: their templates fail or render to nothing.',
    ).optional(),
    applications: z.record(z.string(), idSchema('COC application id.')).default({}).meta({
      description: 'COC application ids, by the name of the application, service or team in the alert.',
    }),
    resendOn: z
      .array(z.enum(['level', 'description', 'labels']))
      .default(['level'])
      .meta({
        description: 'Changes of a firing alarm that are sent to COC. Any other change counts as a repeat.',
      }),
    resolveHold: durationSchema.prefault('0s').meta({
      description:
        'Delay before a resolve is sent to COC. If the problem returns in this time, the resolve is not sent and the episode goes on.',
    }),
    lateFireWindow: durationSchema.prefault('5m').meta({
      description:
        'Time after a resolve during which a fire that began before it looks late. Its alarm waits until this time ends, and is not sent if a resolve follows. 0s sends it at once.',
    }),
    collapse: z.boolean().default(true).meta({
      description:
        'true: the newest state of an alarm replaces older ones that have not been sent yet, because COC is away or their turn has not come, and carries their times. false: each state is sent.',
    }),
    reassertEvery: durationSchema.prefault('30m').meta({
      description:
        'Interval for re-sending alarms that still fire: COC closes an alarm that is not re-sent. 0s for never.',
    }),
    unmatchedResolve: z.enum(['record', 'forward']).default('record').meta({
      description:
        'Handling of a resolve for an alert that never fired here. record: only record it. forward: send it to COC.',
    }),
  })
  .meta({ description: 'Rules that turn an alert into an alarm. The texts can be templates.' });

const routeSchema = z.strictObject({
  name: name('Name of the route in logs and stories. By default its place, such as routes[0].'),
  match: matchSchema.meta({ description: 'Matchers in the syntax of Alertmanager. All of them must match.' }),
  integration: idSchema(
    'Name of an integration in `coc.integrations`. The alarm is sent with its key.',
  ).optional(),
  applicationId: template('COC application id.'),
  ...overrides,
  incident: z
    .union([z.string().min(1).max(63), z.literal(false)])
    .optional()
    .meta({ description: 'Name of the incident policy to use, or false for no incident.' }),
  drop: z.literal(true).optional().meta({ description: 'Only record these alerts, and send nothing.' }),
});

/** Section `routes`: the first matching route decides. */
export const routesSchema = z.array(routeSchema).default([]).meta({
  description: 'Routes. The first matching route decides. What it does not set comes from `alarm`.',
});

/** Values of the section `alarm`. */
export type AlarmSettings = z.output<typeof alarmSchema>;

/** Values of one entry of `routes`. */
export type RouteSettings = z.output<typeof routeSchema>;

/** Parts of the configuration that routing needs. */
export interface RoutingSettings {
  readonly alarm: AlarmSettings;
  readonly routes: readonly RouteSettings[];
  readonly incidents: readonly IncidentSettings[];
  /** Absent for English. */
  readonly language?: CocLanguage | undefined;
  /** Absent for the default heartbeats, which need no matcher here. */
  readonly heartbeats?: readonly HeartbeatSettings[] | undefined;
}
