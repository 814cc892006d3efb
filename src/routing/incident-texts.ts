import type { IncidentRequest } from '../alerts/alarm.ts';
import type { Template, TemplateContext } from './template.ts';

/** An ended incident, for the texts of its resolution. Times are epoch ms. */
export interface EndedIncident {
  readonly policy: string;
  readonly incidentNum?: string;
  readonly correlation?: string;
  readonly request?: IncidentRequest;
  readonly alarms?: number;
  readonly names?: readonly string[];
  readonly requestedAt: number;
  readonly openedAt?: number;
  readonly quietSince?: number;
}

/** Names of the values that the templates of a resolution can read. */
export const ENDED_INCIDENT_VARIABLES = [
  'policy',
  'incidentNum',
  'correlation',
  'title',
  'description',
  'level',
  'type',
  'alarms',
  'names',
  'requestedAt',
  'openedAt',
  'quietSince',
  'timeline',
] as const;

interface TextTemplates {
  readonly cause?: Template | undefined;
  readonly solution?: Template | undefined;
  readonly comment?: Template | undefined;
}

/**
 * Renders the texts of a resolution. A default replaces a template that fails or renders to nothing. Pure.
 */
export function incidentTexts({ cause, solution, comment }: TextTemplates, incident: EndedIncident) {
  const context = contextOf(incident);
  return {
    cause: render(cause, context) ?? `Monitoring reported: ${context.names.join(', ') || 'an alarm'}.`,
    solution: render(solution, context) ?? `All alarms of the incident have ended.\n${context.timeline}`,
    comment: render(comment, context) ?? 'All alarms of the incident have ended.',
    returned: `The problem is there again: ${context.names.join(', ') || 'an alarm fires'}.`,
  };
}

function render(template: Template | undefined, context: TemplateContext): string | undefined {
  const rendered = template?.render(() => context);
  return rendered?.kind === 'text' && rendered.text !== '' ? rendered.text : undefined;
}

function contextOf(incident: EndedIncident) {
  const { policy, incidentNum, correlation, request, alarms = 1, names = [] } = incident;
  const times = {
    requestedAt: isoTime(incident.requestedAt),
    openedAt: isoTime(incident.openedAt),
    quietSince: isoTime(incident.quietSince),
  };
  const { title, description, level, type } = request ?? {};
  const about = { policy, incidentNum, correlation, title, description, level, type, alarms, names };
  return { ...about, ...times, timeline: timelineOf(incident) };
}

function timelineOf({ requestedAt, openedAt, quietSince, alarms = 1 }: EndedIncident): string {
  const steps = [
    `${isoTime(requestedAt)} the first alarm asked for the incident`,
    ...(openedAt === undefined ? [] : [`${isoTime(openedAt)} the incident was opened`]),
    ...(alarms > 1 ? [`${alarms} alarms belonged to it`] : []),
    ...(quietSince === undefined ? [] : [`${isoTime(quietSince)} the last alarm ended`]),
  ];
  return steps.join('\n');
}

function isoTime(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
