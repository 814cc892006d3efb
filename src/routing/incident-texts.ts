import { type IncidentRequest, NAMES_KEPT } from '../alerts/alarm.ts';
import { shortened } from '../alerts/head-of.ts';
import { timeSpanInWords } from '../time/time-span.ts';
import { namedLocalTime } from '../time/time-zone.ts';
import type { CocWords } from './coc-words.ts';
import type { Template, TemplateContext } from './template.ts';
import type { Writing } from './writing.ts';

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
  /** Resource of the alarm that asked first. */
  readonly resource?: string;
  /** Resources of its alarms, where they have several. */
  readonly resources?: readonly string[];
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
  'resources',
  'requestedAt',
  'openedAt',
  'quietSince',
  'duration',
  'timeline',
] as const;

/** Longest name in a line, so that what stands behind the names is within the limits of COC. */
const LONGEST_NAME = 200;

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
  writing: Writing,
) {
  const { words } = writing;
  const context = contextOf(incident, writing);
  const names = namesInLine(context.names, words) || '-';
  const ended = incident.left ? words.allEndedOrLeft() : words.allEnded();
  return {
    cause: render(cause, context) ?? words.cause(names),
    solution: render(solution, context) ?? `${ended}\n${context.timeline}`,
    comment: render(comment, context) ?? ended,
  };
}

/** Says that the problem of an incident is there, with the names of its alarms. Pure. */
export function takenBack({ names = [] }: Pick<EndedIncident, 'names'>, words: CocWords): string {
  return words.thereAgain(namesInLine(names, words) || '-');
}

/** Names in a line. Where as many are there as are kept, it may not be all of them, and the line says so. Pure. */
export function namesInLine(names: readonly string[], words: CocWords): string {
  const shown = names.map((name) => shortened(name, LONGEST_NAME));
  return [...shown, ...(names.length >= NAMES_KEPT ? [words.andMore()] : [])].join(', ');
}

function render(template: Template | undefined, context: TemplateContext): string | undefined {
  const rendered = template?.render(() => context);
  return rendered?.kind === 'text' && rendered.text !== '' ? rendered.text : undefined;
}

function contextOf(incident: EndedIncident, writing: Writing) {
  const { policy, incidentNum, correlation, request, alarms = 1, names = [], resource } = incident;
  const { resources = resource === undefined ? [] : [resource] } = incident;
  const durationMs = durationMsOf(incident);
  const times = {
    requestedAt: isoTime(incident.requestedAt),
    openedAt: isoTime(incident.openedAt),
    quietSince: isoTime(incident.quietSince),
    duration: durationMs === undefined ? undefined : timeSpanInWords(durationMs),
  };
  const { description, level, type } = request ?? {};
  const title = incident.title ?? request?.title;
  const about = { policy, incidentNum, correlation, title, description, level, type, alarms };
  return { ...about, names, resources, ...times, timeline: timelineOf(incident, writing) };
}

/** Time from the begin of the problem to its end, ms. Clocks can differ: what ended before it began has none. */
function durationMsOf({ startedAt, requestedAt, quietSince }: EndedIncident): number | undefined {
  const ms = (quietSince ?? Number.NaN) - (startedAt ?? requestedAt);
  return ms >= 0 ? ms : undefined;
}

function timelineOf(incident: EndedIncident, { words, zone }: Writing): string {
  const { startedAt, requestedAt, openedAt, quietSince, left, alarms = 1 } = incident;
  const time = (ms: number) => namedLocalTime(zone, ms);
  const steps = [
    `${time(startedAt ?? requestedAt)} ${words.began()}`,
    ...(openedAt === undefined ? [] : [`${time(openedAt)} ${words.opened()}`]),
    ...(alarms > 1 ? [words.belonged(alarms)] : []),
    ...(quietSince === undefined || left
      ? []
      : [`${time(quietSince)} ${words.lastEnded(durationMsOf(incident))}`]),
  ];
  return steps.join('\n');
}

function isoTime(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs).toISOString();
}
