import type { IncidentRequest } from '../alerts/alarm.ts';
import type { CocWords } from './coc-words.ts';
import type { Template, TemplateContext } from './template.ts';

/** An ended incident, for the texts of its resolution. Times are epoch ms. */
export interface EndedIncident {
  readonly policy: string;
  readonly incidentNum?: string;
  readonly correlation?: string;
  readonly request?: IncidentRequest;
  /** Title with which COC opened it. */
  readonly title?: string;
  readonly alarms?: number;
  readonly names?: readonly string[];
  /** Set when firing alarms of it belong to another incident by now. */
  readonly left?: true;
  readonly requestedAt: number;
  /** Begin of the problem by the source's clock. */
  readonly startedAt?: number;
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
export function incidentTexts(
  { cause, solution, comment }: TextTemplates,
  incident: EndedIncident,
  words: CocWords,
) {
  const context = contextOf(incident, words);
  const names = context.names.join(', ') || '-';
  const ended = incident.left ? words.allEndedOrLeft() : words.allEnded();
  return {
    cause: render(cause, context) ?? words.cause(names),
    solution: render(solution, context) ?? `${ended}\n${context.timeline}`,
    comment: render(comment, context) ?? ended,
    returned: words.thereAgain(names),
  };
}

function render(template: Template | undefined, context: TemplateContext): string | undefined {
  const rendered = template?.render(() => context);
  return rendered?.kind === 'text' && rendered.text !== '' ? rendered.text : undefined;
}

function contextOf(incident: EndedIncident, words: CocWords) {
  const { policy, incidentNum, correlation, request, alarms = 1, names = [] } = incident;
  const times = {
    requestedAt: isoTime(incident.requestedAt),
    openedAt: isoTime(incident.openedAt),
    quietSince: isoTime(incident.quietSince),
  };
  const { description, level, type } = request ?? {};
  const title = incident.title ?? request?.title;
  const about = { policy, incidentNum, correlation, title, description, level, type, alarms, names };
  return { ...about, ...times, timeline: timelineOf(incident, words) };
}

function timelineOf(
  { startedAt, requestedAt, openedAt, quietSince, left, alarms = 1 }: EndedIncident,
  words: CocWords,
): string {
  const steps = [
    `${isoTime(startedAt ?? requestedAt)} ${words.began()}`,
    ...(openedAt === undefined ? [] : [`${isoTime(openedAt)} ${words.opened()}`]),
    ...(alarms > 1 ? [words.belonged(alarms)] : []),
    ...(quietSince === undefined || left ? [] : [`${isoTime(quietSince)} ${words.lastEnded()}`]),
  ];
  return steps.join('\n');
}

function isoTime(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
