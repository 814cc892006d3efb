import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { condenseStory } from '../condense-story.ts';
import { cutToWidth } from '../terminal/display-width.ts';
import { type Cell, type Column, fittedTable } from '../terminal/fitted-table.ts';
import { hanging } from '../terminal/hanging.ts';
import { toneOfLevel } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { waitingSchema, waitingWords } from '../waiting-words.ts';
import { incidentStateWords } from './incident-state-words.ts';

/** An incident in the admin API. Times are epoch ms. */
const incidentSchema = z.object({
  key: z.string(),
  state: z.string(),
  policy: z.string(),
  requestedAt: z.number(),
  incidentNum: z.string().optional(),
  title: z.string().nullable(),
  level: z.string().nullable(),
  correlation: z.string().optional(),
  storm: z.string().optional(),
  alarms: z.number(),
  resources: z.array(z.string()).default([]),
  resourcesKnown: z.number().default(0),
  firing: z.boolean(),
  by: z.string().optional(),
  detail: z.string().optional(),
  leftAlone: z.boolean().optional(),
  decided: z.boolean().optional(),
  unproven: z.string().optional(),
  stuck: z.boolean().optional(),
  awaits: z.enum(['undecided', 'doubled']).nullable().default(null),
  doubles: z.array(z.string()).default([]),
  spares: z.array(z.string()).default([]),
  warRoom: z.object({ state: z.string(), warRoomNum: z.string().optional() }).optional(),
});

type Incident = z.output<typeof incidentSchema>;

/** Answer of the admin API to a request for a list of incidents. */
export const incidentListSchema = z.object({
  timezone: z.string(),
  total: z.number(),
  incidents: z.array(incidentSchema),
});

/** Answer of the admin API to a request for one incident. */
export const incidentStorySchema = z.object({
  timezone: z.string(),
  incident: incidentSchema,
  waiting: waitingSchema,
  alarms: z.array(
    z.object({
      ...{ alarmId: z.string(), name: z.string(), level: z.string(), state: z.string() },
      resource: z.string().nullable().default(null),
    }),
  ),
  alarmsKnown: z.number(),
  steps: z.array(z.object({ at: z.number(), step: z.string(), words: z.string() })),
});

/**
 * Columns of the list. COC's number is first, so that it is whole on any terminal. The key stays where an incident has no
 * number.
 */
function columnsFor(allNumbered: boolean): readonly Column[] {
  return [
    // An incident that COC opened twice has two numbers; `show` has both whole.
    { heading: 'COC', least: 40, floor: 18 },
    { heading: 'STATE' },
    { heading: 'REQUESTED', spare: 5 },
    { heading: 'BY', spare: 6 },
    { heading: 'LEVEL', spare: 7 },
    { heading: 'ALARMS', spare: 2 },
    { heading: 'TITLE', least: 20, floor: 8 },
    { heading: 'RESOURCE', least: 8, spare: 3 },
    { heading: 'KEY', ...(allNumbered && { spare: 4 }) },
  ];
}

/** Width up to which a list shows a title: the resources have a column of their own, and `show` has it whole. */
const MOST_TITLE = 60;
/** Names of resources in a cell. */
const NAMED = 2;

/** `node-0, node-1 +298`. */
function resourcesCell({ resources, resourcesKnown }: Incident): string {
  const named = resources.slice(0, NAMED);
  const more = Math.max(resourcesKnown, resources.length) - named.length;
  return named.length === 0 ? '-' : `${named.join(', ')}${more > 0 ? ` +${more}` : ''}`;
}

/** Incidents as a table in the width of the terminal. */
export function describeIncidents(
  { timezone, total, incidents }: z.output<typeof incidentListSchema>,
  terminal: Terminal,
): string {
  if (incidents.length === 0) return 'no incidents match\n';
  const rows = incidents.map((incident): Cell[] => {
    const { requestedAt, state, awaits, by, level, alarms, firing, incidentNum, doubles, title, key } =
      incident;
    const shownState = awaits === null ? state : { text: `${state}, decide`, tone: 'alarm' as const };
    return [
      [incidentNum ?? '-', ...doubles].join(' + '),
      shownState,
      localTimeIn(timezone, requestedAt),
      by ?? '-',
      level ?? '-',
      `${alarms}${firing ? ' firing' : ''}`,
      cutToWidth(title ?? '-', MOST_TITLE),
      resourcesCell(incident),
      key,
    ];
  });
  const allNumbered = incidents.every(({ incidentNum }) => incidentNum !== undefined);
  const footer = `${incidents.length} of ${total} incidents, times in ${timezone}`;
  return `${fittedTable(columnsFor(allNumbered), rows, terminal)}\n${hanging('', footer, terminal).join('\n')}\n`;
}

/** One incident: its state, the choices if it is undecided, its alarms, and what happened to it. */
export function describeIncidentStory(
  story: z.output<typeof incidentStorySchema>,
  terminal: Terminal,
): string {
  const { timezone, incident, alarms, alarmsKnown, steps } = story;
  const named = alarms.map(({ name, level, state, alarmId, resource }): Cell[] => [
    alarmId,
    { text: level, tone: toneOfLevel(level) },
    state,
    name,
    resource ?? '-',
  ]);
  const more = alarmsKnown > alarms.length ? [`and ${alarmsKnown - alarms.length} more`] : [];
  const lines = condenseStory(steps).flatMap(({ at, words, times }) => {
    const again = times === 1 ? '' : ` (${times} times)`;
    return hanging(`${localTimeIn(timezone, at)}  `, `${safeText(words)}${again}`, terminal);
  });
  const list = named.length > 0 ? [fittedTable(ALARM_COLUMNS, named, terminal), ...more, ''] : [];
  const waiting = waitingWords(story.waiting).flatMap((line) => hanging('', line, terminal));
  const situation = situationOf(incident).flatMap((line) => hanging('', line, terminal));
  const choices = choicesOf(incident).flatMap((choice) => choiceLines(choice, terminal));
  return `${[...situation, ...choices, ...waiting, '', ...list, ...lines].join('\n')}\n`;
}

const ALARM_COLUMNS: readonly Column[] = [
  { heading: 'ID', least: 12 },
  { heading: 'LEVEL' },
  { heading: 'STATE' },
  { heading: 'ALARM', least: 12 },
  { heading: 'RESOURCE', least: 12 },
];

function situationOf(incident: Incident): string[] {
  const { key, title, state, incidentNum, policy, correlation, storm, alarms, detail, warRoom } = incident;
  const { awaits, spares } = incident;
  const number = incidentNum === undefined ? '' : `, in COC ${safeText(incidentNum)}`;
  const asked = alarms === 1 ? '1 alarm' : `${alarms} alarms`;
  return [
    safeText(title ?? 'Incident'),
    `Incident ${safeText(key)} of policy ${safeText(policy)}${number}: ${incidentStateWords(awaits === 'undecided' ? 'waiting' : state)}.`,
    ...(correlation === undefined ? [] : [`It covers all alarms with ${safeText(correlation)}.`]),
    ...(storm === undefined
      ? []
      : ['It is a storm incident: it covers the alarms that exceeded the incident budget.']),
    `Requested by ${asked}; ${incident.firing ? 'at least one is' : 'none is'} firing.`,
    ...aloneWords(incident),
    ...(incident.stuck
      ? ['COC refused a step of the agent for good: finish the incident in COC, or redrive the dead letter.']
      : []),
    ...(detail === undefined ? [] : [`Last attempt: ${safeText(detail)}.`]),
    ...(warRoom
      ? [`War room: ${warRoom.state}${warRoom.warRoomNum ? ` as ${safeText(warRoom.warRoomNum)}` : ''}.`]
      : []),
    ...(spares.length > 0 ? [`No longer used: ${spares.map(safeText).join(', ')}; close in COC.`] : []),
  ];
}

/** Reason why the agent does not work on an incident, in words. */
function aloneWords({ leftAlone, unproven }: Incident): readonly string[] {
  if (unproven !== undefined)
    return [
      `An operator took this number, which COC does not prove, so the agent leaves it alone: ${safeText(unproven)}.`,
    ];
  return leftAlone ? ['A person works on it, so the agent leaves it alone.'] : [];
}

/** Sentence about a choice, or a command that makes it, with what it means. */
type Choice = string | { readonly command: string; readonly note?: string };

function choicesOf(incident: Incident): readonly Choice[] {
  const { key: ownKey, state, incidentNum = '', doubles, decided, unproven } = incident;
  const key = safeText(ownKey);
  const decide = `coc-alarm-agent incidents decide ${key}`;
  const numbers = [incidentNum, ...doubles].map(safeText);
  const undecided: readonly Choice[] = [
    `Search COC for an incident whose title ends in [${key}]. Then tell the agent what you found:`,
    { command: `${decide} --opened NUMBER`, note: '(it is in COC)' },
    { command: `${decide} --open-again`, note: '   (it is not in COC)' },
  ];
  const doubled: readonly Choice[] = [
    `COC opened it more than once: ${numbers.join(', ')}. Choose the one to go on with, and close the others in COC:`,
    ...numbers.map((number) => ({ command: `${decide} --keep ${number}` })),
  ];
  const found: readonly Choice[] = [
    `COC shows this incident as ${doubles.map(safeText).join(', ')}. To go on with that one:`,
    ...doubles.map((number) => ({ command: `${decide} --opened ${safeText(number)}` })),
  ];
  const correction: readonly Choice[] = [
    'It is open by a decision of an operator. Where that was wrong, correct it:',
    { command: `${decide} --opened NUMBER`, note: '(it is in COC as NUMBER)' },
    { command: `${decide} --open-again`, note: '   (it is not in COC)' },
  ];
  return [
    ...(state === 'undecided' ? undecided : []),
    ...(doubles.length > 0 ? (unproven === undefined ? doubled : found) : []),
    ...(decided && doubles.length === 0 ? correction : []),
  ];
}

/** Lines of a choice. A command stays whole, so that it can be copied; what it means goes below where it doesn't fit. */
function choiceLines(choice: Choice, terminal: Terminal): readonly string[] {
  if (typeof choice === 'string') return hanging('', choice, terminal);
  const { command, note } = choice;
  if (note === undefined) return [`  ${command}`];
  const line = `  ${command}    ${note}`;
  const { columns = line.length } = terminal;
  return line.length <= columns ? [line] : [`  ${command}`, `      ${note.trimStart()}`];
}
