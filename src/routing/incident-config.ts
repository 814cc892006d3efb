import { z } from 'zod';
import { durationSchema } from '../duration.ts';
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

/** What an incident is known of after it has ended is forgotten after two days. */
const LONGEST_REOPEN_MS = 48 * 3_600_000;

const incidentSchema = z.strictObject({
  name: name('What routes and stories call this policy; by default its place, such as incidents[0].'),
  match: matchSchema.optional().meta({
    description:
      'Matchers that see the final alarm. Without them, only a route that names the policy uses it.',
  }),
  level: z
    .enum(INCIDENT_LEVELS)
    .meta({ description: 'Level of the incident, level_10 (P1) to level_50 (P5).' }),
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
