import { z } from 'zod';
import { durationSchema } from '../settings/duration.ts';
import { matchSchema, templateSchema } from './syntax-schema.ts';

/** COC's incident levels, `level_10` (P1) to `level_50` (P5). */
const INCIDENT_LEVELS = ['level_10', 'level_20', 'level_30', 'level_40', 'level_50'] as const;

/** COC's incident types. `ohter` is how COC spells it. */
const INCIDENT_TYPES = [
  'inc_type_p_security_issues',
  'inc_type_p_function_issues',
  'inc_type_p_reliability_issues',
  'inc_type_p_config_issues',
  'inc_type_p_middlewares',
  'inc_type_p_hardware_issues',
  'inc_type_p_networking_issues',
  'inc_type_p_shelter_issues',
  'inc_type_p_monitoring_issues',
  'inc_type_p_consulting_issues',
  'inc_type_p_suppliers_issues',
  'inc_type_p_ohter_issues',
  'inc_type_p_change_issues',
] as const;

const template = (description: string) => templateSchema.optional().meta({ description });
const name = (description: string) => z.string().min(1).max(63).optional().meta({ description });
const id = (description: string) => z.string().min(1).max(255).meta({ description });

const assigneeSchema = z.union([
  z.strictObject({ user: id('COC user id.') }),
  z.strictObject({ scene: id('Scene of a COC shift schedule.'), role: id('Role of that schedule.') }),
]);

const LEVEL = z.enum(INCIDENT_LEVELS);

const resolveSchema = z.strictObject({
  mode: z.enum(['propose', 'complete']).meta({
    description: 'propose: accept the incident and submit the solution. complete: confirm that, too.',
  }),
  after: durationSchema.prefault('10m').meta({
    description: 'How long all alarms of the incident must have been over.',
  }),
  onlyIfUntouched: z.boolean().default(true).meta({
    description: 'Leave an incident that a person works on to that person.',
  }),
  cause: template('Cause in the solution; by default that monitoring reported the alarms, and which.'),
  solution: template('Solution; by default that all alarms are over, with the timeline.'),
  comment: template('Comment of the confirmation; by default that all alarms are over.'),
});

/** How the group of a war room is made. @see Huawei Cloud's Terraform provider, `huaweicloud_coc_war_room`. */
const NOTIFICATION_TYPES = ['WECHAT', 'DING_TALK', 'LARK', 'NULL_GROUP'] as const;

const warRoomSchema = z.strictObject({
  fromLevel: LEVEL.default('level_50').meta({
    description: 'The least grave level that gets a war room: level_20 for P1 and P2.',
  }),
  admin: id('COC user id of its administrator.'),
  scheduleGroups: z
    .array(
      z.strictObject({ scene: id('Scene of a COC shift schedule.'), role: id('Role of that schedule.') }),
    )
    .max(1_000)
    .default([])
    .meta({ description: 'Shift schedules whose people belong to it.' }),
  participants: z
    .array(z.string().min(1).max(255))
    .max(1_000)
    .default([])
    .meta({ description: 'COC user ids of further participants.' }),
  notificationType: z.enum(NOTIFICATION_TYPES).optional().meta({ description: 'Where its group is made.' }),
});

/** What an incident is known of after it has ended is forgotten after two days. */
const LONGEST_REOPEN_MS = 48 * 3_600_000;

const incidentSchema = z.strictObject({
  name: name('What routes and stories call this policy; by default its place, such as incidents[0].'),
  match: matchSchema.optional().meta({
    description:
      'Matchers that see the final alarm. Without them, only a route that names the policy uses it.',
  }),
  level: LEVEL.meta({ description: 'Level of the incident, level_10 (P1) to level_50 (P5).' }),
  type: z.enum(INCIDENT_TYPES).meta({ description: 'Type of the incident.' }),
  serviceInterrupted: z.union([z.boolean(), templateSchema]).default(false).meta({
    description: 'Whether a service is interrupted: true, false, or a template that renders to one of them.',
  }),
  title: template('Title; by default the name of the alarm and its resource.'),
  description: template('Description; by default that of the alarm, its resource and its link.'),
  applicationId: template('COC application id; by default that of the alarm.'),
  regionId: template('Region; by default that of the alarm.'),
  enterpriseProjectId: id('Enterprise project id.').optional(),
  creator: id('COC user id in whose name the incident is opened.'),
  assignee: assigneeSchema.meta({
    description: 'Who gets it: {user}, or {scene, role} of a shift schedule.',
  }),
  correlateBy: z
    .union([
      z.array(z.string().min(1)).min(1, 'names no label; leave it out for one incident an episode'),
      templateSchema,
    ])
    .optional()
    .meta({
      description:
        'What all alarms of one incident share: names of labels (or of fields of the alarm), or a template. Without it, or where it comes to nothing, each episode has its own incident.',
    }),
  openAfter: durationSchema.prefault('0s').meta({
    description: 'An incident is only opened when an alarm of it still fires after this long.',
  }),
  reopenWithin: durationSchema
    .refine((ms) => ms <= LONGEST_REOPEN_MS, 'is longer than 48h, for which ended incidents are remembered')
    .prefault('0s')
    .meta({
      description:
        'A problem that returns so soon after its incident was completed belongs to that incident. Without correlateBy, it then is the series that has the incident, not the episode.',
    }),
  resolve: z
    .union([z.enum(['none', 'propose', 'complete']), resolveSchema])
    .default('none')
    .meta({
      description:
        'What becomes of the incident when its alarms are over: none (people end it), propose, complete, or one of these with details.',
    }),
  warRoom: warRoomSchema.optional().meta({
    description: 'A war room for each incident, once somebody has accepted it.',
  }),
  maxPerHour: z.int().min(1).max(100_000).optional().meta({
    description:
      'Most incidents of this policy an hour. What is beyond is listed in one storm incident. By default no bound but that of incidentBudget.',
  }),
});

/** Section `incidents`: which alarms open an incident, and what kind of. */
export const incidentsSchema = z
  .array(incidentSchema)
  .default([])
  .meta({ description: 'Incident policies. The first one that matches the final alarm opens the incident.' });

/** Section `incidentBudget`: how many incidents are too many. */
export const incidentBudgetSchema = z
  .strictObject({
    maxPerHour: z.int().min(1).max(100_000).optional().meta({
      description: 'Most incidents an hour, whatever their policy; by default no bound.',
    }),
    gather: durationSchema.prefault('30s').meta({
      description:
        'How long a storm incident waits before it is opened, so that it can list what it stands for.',
    }),
  })
  .prefault({})
  .meta({ description: 'A budget of incidents. What is beyond it is listed in one storm incident.' });

/** One entry of `incidents`, read. */
export type IncidentSettings = z.output<typeof incidentSchema>;

/** The details of `resolve`, read; undefined when people end the incident. */
export function resolveSettings({ resolve }: Pick<IncidentSettings, 'resolve'>): ResolveSettings | undefined {
  if (resolve === 'none') return undefined;
  return typeof resolve === 'string' ? resolveSchema.parse({ mode: resolve }) : resolve;
}

/** `resolve` of a policy with its details, read. */
export type ResolveSettings = z.output<typeof resolveSchema>;
