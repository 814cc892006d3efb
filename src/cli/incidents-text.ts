import { z } from 'zod';
import { localTimeIn } from '../time/time-zone.ts';
import { condensed } from './condensed-story.ts';
import { incidentStateWords } from './incident-state-words.ts';
import { cell, plain, table } from './text-table.ts';

/** An incident as the admin API tells of it. Times are epoch ms. */
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
  firing: z.boolean(),
  by: z.string().optional(),
  detail: z.string().optional(),
  leftAlone: z.boolean().optional(),
  stuck: z.boolean().optional(),
  warRoom: z.object({ state: z.string(), warRoomNum: z.string().optional() }).optional(),
});

type Incident = z.output<typeof incidentSchema>;

/** What the admin API answers to a list. */
export const incidentListSchema = z.object({
  timezone: z.string(),
  total: z.number(),
  incidents: z.array(incidentSchema),
});

/** What it answers to one incident. */
export const incidentStorySchema = z.object({
  timezone: z.string(),
  incident: incidentSchema,
  alarms: z.array(z.object({ alarmId: z.string(), name: z.string(), level: z.string(), state: z.string() })),
  alarmsKnown: z.number(),
  steps: z.array(z.object({ at: z.number(), step: z.string(), words: z.string() })),
});

const COLUMNS = ['ASKED FOR', 'STATE', 'BY', 'LEVEL', 'ALARMS', 'COC', 'TITLE', 'KEY'] as const;

/** Incidents as a table. */
export function describeIncidents({
  timezone,
  total,
  incidents,
}: z.output<typeof incidentListSchema>): string {
  if (incidents.length === 0) return 'no such incidents\n';
  const rows = incidents.map(({ requestedAt, state, by, level, alarms, firing, incidentNum, title, key }) =>
    [
      localTimeIn(timezone, requestedAt),
      state,
      by ?? '-',
      level ?? '-',
      `${alarms}${firing ? ' firing' : ''}`,
      incidentNum ?? '-',
      title ?? '-',
      key,
    ].map(cell),
  );
  return `${table([COLUMNS, ...rows])}\n${incidents.length} of ${total} incidents, times in ${timezone}\n`;
}

/** One incident: how it is, what to do if it waits, its alarms, and what happened to it. */
export function describeIncident(story: z.output<typeof incidentStorySchema>): string {
  const { timezone, incident, alarms, alarmsKnown, steps } = story;
  const named = alarms.map(({ name, level, state, alarmId }) => [name, level, state, alarmId].map(cell));
  const more = alarmsKnown > alarms.length ? [`and ${alarmsKnown - alarms.length} more`] : [];
  const told = condensed(steps).map(({ at, words, times }) => {
    const again = times === 1 ? '' : ` (${times} times)`;
    return `${localTimeIn(timezone, at)}  ${plain(words)}${again}`;
  });
  const list = named.length > 0 ? [table([['ALARM', 'LEVEL', 'STATE', 'ID'], ...named]), ...more, ''] : [];
  return `${[...situationOf(incident), '', ...list, ...told].join('\n')}\n`;
}

function situationOf(incident: Incident): string[] {
  const { key, title, state, incidentNum, policy, correlation, storm, alarms, detail, warRoom } = incident;
  const number = incidentNum === undefined ? '' : `, in COC ${plain(incidentNum)}`;
  return [
    `${plain(title ?? 'Incident')}`,
    `Incident ${plain(key)} of policy ${plain(policy)}${number}: ${incidentStateWords(state)}.`,
    ...(correlation === undefined ? [] : [`It is that of all alarms of ${plain(correlation)}.`]),
    ...(storm === undefined ? [] : ['It stands for alarms beyond the budget of incidents.']),
    `${alarms === 1 ? '1 alarm has' : `${alarms} alarms have`} asked for it; ${incident.firing ? 'it still fires' : 'none fires any more'}.`,
    ...(incident.leftAlone ? ['It is left to the person who works on it.'] : []),
    ...(incident.stuck
      ? ['COC refused a step of ours for good: people must go on, or redrive the dead letter.']
      : []),
    ...(detail === undefined ? [] : [`The last attempt: ${plain(detail)}.`]),
    ...(warRoom
      ? [`War room: ${warRoom.state}${warRoom.warRoomNum ? ` as ${plain(warRoom.warRoomNum)}` : ''}.`]
      : []),
    ...(state === 'undecided' ? choicesFor(key) : []),
  ];
}

function choicesFor(key: string): string[] {
  return [
    `Look in COC for a title that ends in [${plain(key)}], then say what you found:`,
    `  coc-alarm-agent incidents decide ${plain(key)} --opened NUMBER    (it is there)`,
    `  coc-alarm-agent incidents decide ${plain(key)} --open-again       (it is not there)`,
  ];
}
