import type { Alarm, IncidentRequest } from '../alerts/alarm.ts';
import type { Alert } from '../alerts/alert.ts';
import { namespaceOf } from '../alerts/namespace.ts';
import { runbookOf } from '../alerts/runbook.ts';
import type { CocWords } from './coc-words.ts';
import type { IncidentSettings } from './incident-settings.ts';
import { nameReader } from './match-names.ts';
import { type Rendering, renderText } from './render-alarm.ts';
import { ALERT_VARIABLES } from './template-context.ts';

/** An incident policy with its name and its place in the configuration. */
export interface IncidentPolicy {
  readonly name: string;
  /** Dotted path, such as `incidents[0]`. */
  readonly path: string;
  readonly settings: IncidentSettings;
  /** Phrases in which it writes what no template does. */
  readonly words: CocWords;
}

/** Names of the values that the templates of a policy can read: those of the alert, and the fields of the alarm. */
export const INCIDENT_VARIABLES: readonly string[] = [
  ...ALERT_VARIABLES,
  ...([
    'integration',
    'alarmName',
    'alarmLevel',
    'time',
    'nameSpace',
    'regionId',
    'applicationId',
    'alarmDesc',
    'alarmStatus',
    'alarmSource',
  ] satisfies readonly (keyof Alarm)[]),
  'url',
];

/** An alarm that asks for an incident, and the alert that it was rendered from. */
export interface AskingAlarm {
  readonly alarm: Alarm;
  readonly alert: Alert;
}

/**
 * Makes the incident request of a policy for an alarm. Its templates see the fields of both the alarm and the
 * alert.
 */
export function incidentRequest(
  asking: AskingAlarm,
  policy: IncidentPolicy,
  rendering: Rendering,
): IncidentRequest {
  const { settings, path } = policy;
  const { alarm } = asking;
  const { urls, ...fields } = alarm;
  const inner: Rendering = {
    context: () => ({ ...rendering.context(), ...fields, url: urls[0] }),
    errors: rendering.errors,
  };
  const regionId = renderText(settings.regionId, `${path}.regionId`, inner) ?? alarm.regionId;
  const correlation = correlationOf(asking, policy, inner);
  const title = renderText(settings.title, `${path}.title`, inner);
  const description = renderText(settings.description, `${path}.description`, inner);
  return {
    policy: policy.name,
    ...(correlation !== undefined && { correlation }),
    ...(title === undefined ? { title: titleOf(alarm, policy.words) } : { title, hasOwnTitle: true }),
    ...(description === undefined
      ? { description: alarm.alarmDesc, tail: tailOf(asking, policy.words) }
      : { description }),
    level: settings.level,
    type: settings.type,
    serviceInterrupted: isInterrupted(policy, inner),
    applicationId: renderText(settings.applicationId, `${path}.applicationId`, inner) ?? alarm.applicationId,
    ...(regionId === '' ? {} : { regionId }),
    ...(settings.enterpriseProjectId === undefined
      ? {}
      : { enterpriseProjectId: settings.enterpriseProjectId }),
    creator: settings.creator,
    assignee: settings.assignee,
  };
}

/** Key that the alarms of one incident share; undefined when each episode has its own incident. */
function correlationOf(
  { alarm, alert }: AskingAlarm,
  { settings: { correlateBy, reopenWithin }, path }: IncidentPolicy,
  rendering: Rendering,
): string | undefined {
  if (correlateBy === undefined) return reopenWithin > 0 ? alarm.alarmId : undefined;
  if (!Array.isArray(correlateBy)) return renderText(correlateBy, `${path}.correlateBy`, rendering);
  const read = nameReader(alert, alarm);
  const values = correlateBy.map((name) => [name, read(name) ?? ''] as const);
  if (values.every(([, value]) => value === '')) return undefined;
  return values.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
}

const YES: ReadonlySet<string> = new Set(['true', 'yes', '1']);
const NO: ReadonlySet<string> = new Set(['false', 'no', '0']);

function isInterrupted({ settings, path }: IncidentPolicy, rendering: Rendering): boolean {
  const { serviceInterrupted } = settings;
  if (typeof serviceInterrupted === 'boolean') return serviceInterrupted;
  const field = `${path}.serviceInterrupted`;
  const text = renderText(serviceInterrupted, field, rendering)?.toLowerCase() ?? 'false';
  if (!YES.has(text) && !NO.has(text))
    rendering.errors.push({ field, message: 'renders to neither true nor false; false is used' });
  return YES.has(text);
}

function titleOf({ alarmName, resourceName }: Alarm, words: CocWords): string {
  return resourceName === '' ? alarmName : words.alarmAt(alarmName, resourceName);
}

/** What people need to know of an alarm besides its description, the most important line first. */
function tailOf({ alarm, alert }: AskingAlarm, words: CocWords): readonly string[] {
  const namespace = namespaceOf(alarm, alert);
  const runbook = runbookOf(alert);
  const link = alarm.urls.find((url) => url !== runbook);
  return [
    `${words.level()}: ${alarm.alarmLevel}`,
    ...(alarm.resourceName === '' ? [] : [`${words.resource()}: ${alarm.resourceName}`]),
    ...(link === undefined ? [] : [`${words.link()}: ${link}`]),
    ...(runbook === undefined ? [] : [`${words.runbook()}: ${runbook}`]),
    ...(namespace === undefined ? [] : [`${words.namespace()}: ${namespace}`]),
    `${words.source()}: ${alarm.alarmSource}`,
  ];
}
