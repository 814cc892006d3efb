import { z } from 'zod';
import type { Json } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';

/** Kind of events to ask for. The API needs `source` and `object` together. */
export interface EventKindQuery {
  readonly source: number;
  readonly object: number;
}

/**
 * Kinds of events that can be problems: of triggers, internal ones (trigger, item, discovery rule), and of
 * services.
 */
export const PROBLEM_KINDS: readonly EventKindQuery[] = [
  { source: 0, object: 0 },
  { source: 3, object: 0 },
  { source: 3, object: 4 },
  { source: 3, object: 5 },
  { source: 4, object: 6 },
];

/** Schema of a number that the API writes as a text. */
const digits = z.union([z.string().regex(/^\d+$/), z.int().nonnegative().transform(String)]);

/**
 * Schema of a problem that has not ended.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/api/reference/problem/object, read 2026-08
 */
export const problemSchema = z.object({
  eventid: digits,
  source: digits,
  object: digits,
  objectid: digits,
  /** UNIX seconds. */
  clock: digits,
  name: z.string().catch(''),
  severity: digits.catch('0'),
  /** "1" during a maintenance. */
  suppressed: digits.catch('0'),
  opdata: z.string().optional().catch(undefined),
  tags: z.array(z.object({ tag: z.string(), value: z.string() })).catch([]),
});

/** Values of {@link problemSchema}. */
export type Problem = z.output<typeof problemSchema>;

/** Keys of a problem to ask for. */
export const PROBLEM_OUTPUT = [
  'eventid',
  'source',
  'object',
  'objectid',
  'clock',
  'name',
  'severity',
  'suppressed',
  'opdata',
];

/**
 * Schema of the trigger fields that a message has in addition to those of the problem.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/api/reference/trigger/object, read 2026-08
 */
export const triggerSchema = z.object({
  triggerid: digits,
  comments: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  hosts: z.array(z.object({ hostid: digits, host: z.string(), name: z.string() })).catch([]),
  /** Since 6.2; before, the key is `groups`. */
  hostgroups: z
    .array(z.object({ name: z.string() }))
    .optional()
    .catch(undefined),
  groups: z
    .array(z.object({ name: z.string() }))
    .optional()
    .catch(undefined),
});

/** Values of {@link triggerSchema}. */
export type Trigger = z.output<typeof triggerSchema>;

/** Further values for the parameters of a message. */
export interface MessageValues {
  readonly trigger?: Trigger | undefined;
  /** Names of the severities by number. */
  readonly severityNames: readonly string[];
  readonly frontend: string;
}

/** Built-in names of the severities, as macros write them. */
export const SEVERITY_NAMES: readonly string[] = [
  'Not classified',
  'Information',
  'Warning',
  'Average',
  'High',
  'Disaster',
];

/**
 * Makes the message that our media type would send about a problem, so that both are read by the same code.
 */
export function problemMessage(problem: Problem, told: MessageValues): { readonly [key: string]: Json } {
  const { trigger, severityNames, frontend } = told;
  const [host] = trigger?.hosts ?? [];
  const groups = (trigger?.hostgroups ?? trigger?.groups ?? []).map(({ name }) => name).sort();
  const isTrigger = problem.source === '0' && problem.object === '0';
  const isService = problem.source === '4';
  const severity = problem.source === '3' ? undefined : problem.severity;
  return omitAbsent({
    event_source: problem.source,
    event_object: problem.object,
    event_id: problem.eventid,
    event_value: '1',
    event_timestamp: problem.clock,
    event_name: problem.name || undefined,
    event_nseverity: severity,
    event_severity: severity && severityNames[Number(severity)],
    event_opdata: problem.opdata || undefined,
    [isService ? 'service_tags' : 'event_tags']: JSON.stringify(problem.tags),
    service_id: isService ? problem.objectid : undefined,
    trigger_id: isTrigger ? problem.objectid : undefined,
    trigger_description: trigger?.comments || undefined,
    trigger_url: trigger?.url || undefined,
    trigger_hostgroup: groups.length > 0 ? groups.join(', ') : undefined,
    host_id: host?.hostid,
    host_host: host?.host,
    host_name: host?.name,
    zabbix_url: frontend,
  }) as { readonly [key: string]: Json };
}
