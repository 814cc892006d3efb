import { z } from 'zod';
import { INCIDENT_LEVELS, INCIDENT_TYPES } from '../alerts/incident-kinds.ts';
import { durationSchema } from '../settings/duration.ts';
import { ENDED_KEPT_MS } from '../time/fixed-times.ts';
import { idSchema } from './ids.ts';
import { matchSchema, templateSchema } from './syntax-schema.ts';

const template = (description: string) => templateSchema.optional().meta({ description });
const name = (description: string) => z.string().min(1).max(63).optional().meta({ description });

const assigneeSchema = z.union([
  z.strictObject({ user: idSchema('COC user id.') }),
  z.strictObject({
    scene: idSchema('Scene of a COC shift schedule.'),
    role: idSchema('Role of that schedule.'),
  }),
]);

const LEVEL = z.enum(INCIDENT_LEVELS);

const resolveSchema = z.strictObject({
  mode: z.enum(['propose', 'complete']).meta({
    description: 'propose: accept the incident and submit the solution. complete: also confirm the solution.',
  }),
  after: durationSchema.prefault('10m').meta({
    description: 'Time that must pass after the last alarm of the incident has ended.',
  }),
  onlyIfUntouched: z.boolean().default(true).meta({
    description: 'true: do nothing once a person has worked on the incident in COC.',
  }),
  cause: template('Cause in the solution. By default a text with the names of the alarms.'),
  solution: template(
    'Text of the solution. By default a text that all alarms have ended, with the timeline.',
  ),
  comment: template('Comment of the confirmation. By default a text that all alarms have ended.'),
});

/**
 * Chat systems for the group of a war room.
 * @see Huawei Cloud's Terraform provider, `huaweicloud_coc_war_room`.
 */
const NOTIFICATION_TYPES = ['WECHAT', 'DING_TALK', 'LARK', 'NULL_GROUP'] as const;

const warRoomSchema = z.strictObject({
  fromLevel: LEVEL.default('level_50').meta({
    description: 'Least severe level that gets a war room. Example: level_20 for P1 and P2.',
  }),
  admin: idSchema('COC user id of the administrator of the war room.'),
  scheduleGroups: z
    .array(
      z.strictObject({
        scene: idSchema('Scene of a COC shift schedule.'),
        role: idSchema('Role of that schedule.'),
      }),
    )
    .max(1_000)
    .default([])
    .meta({ description: 'Shift schedules whose people take part.' }),
  participants: z
    .array(idSchema('COC user id.'))
    .max(1_000)
    .default([])
    .meta({ description: 'COC user ids of further participants.' }),
  notificationType: z
    .enum(NOTIFICATION_TYPES)
    .optional()
    .meta({ description: 'Chat system in which COC creates the group of the war room.' }),
});

/** The agent looks at each incident once a minute. */
const patience = durationSchema
  .refine((ms) => ms >= 60_000, 'is shorter than 1m; write 1m or more')
  .optional();

const incidentFields = z.strictObject({
  name: name(
    'Name of the policy in routes and stories. Its incidents belong to it by this name. Needed as soon as there are two policies.',
  ),
  renamedFrom: z
    .array(z.string().min(1).max(63))
    .optional()
    .meta({ description: 'Former names of the policy. Incidents that were opened under them are its own.' }),
  match: matchSchema.optional().meta({
    description:
      'Matchers in the syntax of Alertmanager. They see the final alarm. Without them, the policy applies only to routes that name it.',
  }),
  level: LEVEL.meta({ description: 'Level of the incident, level_10 (P1) to level_50 (P5).' }),
  type: z.enum(INCIDENT_TYPES).meta({ description: 'Type of the incident.' }),
  serviceInterrupted: z.union([z.boolean(), templateSchema]).default(false).meta({
    description:
      'true when a service is interrupted, otherwise false; or a template that renders to one of them.',
  }),
  title: template('Title. By default the names of the alarm and its resource.'),
  description: template('Description. By default that of the alarm, with its resource and link.'),
  applicationId: template('COC application id. By default that of the alarm.'),
  regionId: template('Region. By default that of the alarm.'),
  enterpriseProjectId: idSchema('Enterprise project id.').optional(),
  creator: idSchema('COC user id in whose name the incident is opened.'),
  operator: idSchema(
    'COC user id in whose name the agent accepts, solves and confirms the incident, such as one of an automatic account. By default that of creator.',
  ).optional(),
  assignee: assigneeSchema.meta({
    description: 'Assignee: {user}, or {scene, role} of a shift schedule.',
  }),
  fallbackAssignee: assigneeSchema.optional().meta({
    description:
      'Assignee with whom the incident is asked for again when COC refuses it: {user}, or {scene, role}.',
  }),
  correlateBy: z
    .union([
      z.array(z.string().min(1)).min(1, 'names no label; remove it for one incident per episode'),
      templateSchema,
    ])
    .optional()
    .meta({
      description:
        'Alarms with the same values share one incident: names of labels or alarm fields, or a template. Without it, or when all values are empty, each episode has its own incident.',
    }),
  openAfter: durationSchema.prefault('0s').meta({
    description:
      'Delay before an incident is opened, from the begin of the problem by the clock of its source. It is opened only if one of its alarms still fires then.',
  }),
  reopenWithin: durationSchema
    .refine(
      (ms) => ms <= ENDED_KEPT_MS,
      'is longer than 48h, after which the agent forgets an ended incident; write 48h or less',
    )
    .prefault('0s')
    .meta({
      description:
        'Time after an incident ended in which a problem that returns still belongs to it. If a person ended it, the problem is left in peace for so long; if the agent did, the next incident names it. If this is set and correlateBy is not, each series has its own incident, instead of each episode.',
    }),
  reraiseAfter: durationSchema.prefault('4h').meta({
    description:
      'Time after which alarms that still fire get another incident, although a person rejected or completed theirs. 0s for never.',
  }),
  remindAfter: patience.meta({
    description:
      'Time after which the people of an accepted incident are reminded of it by a remark, while its problem is not over, and again after each such time. By default never. From 1m on.',
  }),
  escalateAfter: patience.meta({
    description:
      'Time after which an incident that nobody has accepted, and whose problem is not over, is forwarded to escalateTo, once. From 1m on.',
  }),
  escalateTo: idSchema('COC user id to whom such an incident is forwarded.').optional(),
  resolve: z
    .union([z.enum(['none', 'propose', 'complete']), resolveSchema])
    .default('none')
    .meta({
      description:
        'Action when all alarms of the incident have ended. none: people close it. propose: accept it and submit a solution. complete: also confirm the solution. Or {mode: propose or complete} with details.',
    }),
  warRoom: warRoomSchema.optional().meta({
    description: 'War room for each incident, opened once the incident is accepted.',
  }),
  maxPerHour: z.int().min(1).max(100_000).optional().meta({
    description:
      'Most incidents of this policy per hour. Further ones are listed in one storm incident. By default only incidentBudget limits them.',
  }),
});

const incidentSchema = incidentFields.superRefine(({ escalateAfter, escalateTo }, context) => {
  if ((escalateAfter === undefined) === (escalateTo === undefined)) return;
  const [path, message] =
    escalateTo === undefined
      ? ['escalateTo', 'is missing; escalateAfter needs the COC user id to whom the incident goes']
      : ['escalateAfter', 'is missing; escalateTo needs the time after which the incident is forwarded'];
  context.addIssue({ code: 'custom', message, path: [path] });
});

/** Section `incidents`: policies for opening incidents. */
export const incidentsSchema = z
  .array(incidentSchema)
  .default([])
  .meta({ description: 'Incident policies. The first one that matches the final alarm opens an incident.' });

/** Section `incidentBudget`: limit for the number of incidents. */
export const incidentBudgetSchema = z
  .strictObject({
    maxPerHour: z.int().min(1).max(100_000).optional().meta({
      description: 'Most incidents per hour, of all policies together. By default there is no limit.',
    }),
    gather: durationSchema.prefault('30s').meta({
      description:
        'Delay before a storm incident is opened, so that it can list the incidents that it replaces.',
    }),
  })
  .prefault({})
  .meta({
    description: 'Limit for the number of incidents. Those beyond it are listed in one storm incident.',
  });

/** Values of one entry of `incidents`. */
export type IncidentSettings = z.output<typeof incidentSchema>;

/** Returns the details of `resolve`; undefined when people close the incident. */
export function resolveSettings({ resolve }: Pick<IncidentSettings, 'resolve'>): ResolveSettings | undefined {
  if (resolve === 'none') return undefined;
  return typeof resolve === 'string' ? resolveSchema.parse({ mode: resolve }) : resolve;
}

/** Values of `resolve` with its details. */
export type ResolveSettings = z.output<typeof resolveSchema>;
