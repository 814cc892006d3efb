import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { condenseStory } from '../condense-story.ts';
import { incidentStateWords } from '../incidents/incident-state-words.ts';
import { lasting } from '../lasting.ts';
import { safeText, tableCell, textTable } from '../text-table.ts';
import { waitingSchema, waitingWords } from '../waiting-words.ts';

/** An alarm in the admin API. Times are epoch ms. */
const alarmSchema = z.object({
  alarmId: z.string(),
  name: z.string(),
  level: z.string(),
  state: z.enum(['firing', 'resolved']),
  source: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  toldAt: z.number().nullable(),
  coc: z.enum(['knows', 'held', 'waits', 'refused', 'unknown']),
  stale: z.boolean(),
  flaps: z.number(),
  waiting: waitingSchema,
  incident: z
    .object({
      key: z.string(),
      state: z.string(),
      number: z.string().nullable(),
      waiting: waitingSchema,
    })
    .nullable(),
});

type Alarm = z.output<typeof alarmSchema>;

/** Answer of the admin API to a request for a list of alarms. */
export const alarmListSchema = z.object({
  timezone: z.string(),
  total: z.number(),
  alarms: z.array(alarmSchema),
  next: z.string().nullable(),
});

/** Answer of the admin API to a request for one alarm. */
export const alarmStorySchema = z.object({
  timezone: z.string(),
  alarmId: z.string(),
  alarm: alarmSchema.nullable(),
  earlierRecords: z.number(),
  steps: z.array(z.object({ at: z.number(), step: z.string(), words: z.string() })),
});

const COLUMNS = ['SINCE', 'LEVEL', 'STATE', 'ALARM', 'SOURCE', 'COC', 'ID'] as const;

/** Words for the column COC. */
const KNOWN: Readonly<Record<Alarm['coc'], string>> = {
  knows: 'knows',
  held: 'resolve held back',
  waits: 'not sent yet',
  refused: 'refused',
  unknown: 'never sent',
};

/** Alarms as a table, and a line that says how to see more. `state` is the value of `--state`. */
export function describeAlarms(
  { timezone, total, alarms, next }: z.output<typeof alarmListSchema>,
  state: string,
): string {
  if (alarms.length === 0)
    return state === 'all'
      ? 'no alarms match\n'
      : `no ${state} alarms match; --state all lists every state\n`;
  const rows = alarms.map(({ startedAt, level, state, name, source, coc, alarmId, stale }) =>
    [localTimeIn(timezone, startedAt), level, stale ? 'stale' : state, name, source, KNOWN[coc], alarmId].map(
      tableCell,
    ),
  );
  const more = next === null ? '' : `; next page: --cursor ${next}`;
  return `${textTable([COLUMNS, ...rows])}\n${alarms.length} of ${total} alarms, times in ${timezone}${more}\n`;
}

/** The story of one alarm: its state, then what happened to it. `now` is epoch ms. */
export function describeAlarmStory(story: z.output<typeof alarmStorySchema>, now: number): string {
  const { timezone, alarmId, alarm, earlierRecords, steps } = story;
  const at = (instant: number): string => localTimeIn(timezone, instant);
  const head = alarm
    ? [
        `${safeText(alarm.name)} (${alarm.level}), from ${safeText(alarm.source)}`,
        ...situationOf(alarm, { at, now }),
      ]
    : ['The agent no longer keeps the state of this alarm. This is what happened to it.'];
  const earlier = earlierRecords > 0 ? [`… ${earlierRecords} earlier records are not shown`] : [];
  const lines = condenseStory(steps).map(({ at: first, last, times, words }) => {
    const again = times === 1 ? '' : ` (${times} times, the last at ${at(last)})`;
    return `${at(first)}  ${safeText(words)}${again}`;
  });
  return `${[...head, `Alarm id ${alarmId}. Times in ${timezone}.`, '', ...earlier, ...lines].join('\n')}\n`;
}

interface TimeWords {
  readonly at: (instant: number) => string;
  readonly now: number;
}

function situationOf(alarm: Alarm, times: TimeWords): string[] {
  const { flaps, stale, incident, source } = alarm;
  return [
    stateOf(alarm, times),
    knowledgeOf(alarm, times),
    ...waitingWords(alarm.waiting),
    ...(stale ? [`Stale: ${safeText(source)} has not reported it for too long, so it may be over.`] : []),
    ...(flaps > 0
      ? [`It fired again ${flaps === 1 ? 'once' : `${flaps} times`} before its resolve was sent to COC.`]
      : []),
    ...(incident ? [incidentOf(incident), ...waitingWords(incident.waiting)] : []),
  ];
}

function stateOf({ state, startedAt, endedAt }: Alarm, { at, now }: TimeWords): string {
  if (state === 'firing') return `Firing since ${at(startedAt)}, for ${lasting(now - startedAt)}.`;
  if (endedAt === null || endedAt <= startedAt) return `Resolved at ${at(endedAt ?? startedAt)}.`;
  return `Resolved at ${at(endedAt)}. It fired from ${at(startedAt)}, for ${lasting(endedAt - startedAt)}.`;
}

function knowledgeOf({ coc, state, toldAt }: Alarm, { at }: TimeWords): string {
  switch (coc) {
    case 'knows':
      if (state === 'resolved') return 'COC knows that it is resolved.';
      return `COC knows that it is firing${toldAt === null ? '' : `; last sent at ${at(toldAt)}`}.`;
    case 'held':
      return 'COC still shows it as firing: the agent holds the resolve back for now, in case it fires again.';
    case 'waits':
      return 'COC does not know the latest change yet: it is waiting to be delivered.';
    case 'refused':
      return 'COC refused it: see `dead-letters list`.';
    case 'unknown':
      return 'As far as the agent knows, it was never sent to COC.';
  }
}

function incidentOf({ key, state, number }: NonNullable<Alarm['incident']>): string {
  const known = number === null ? '' : `, in COC ${safeText(number)}`;
  return `Its incident ${safeText(key)}${known}: ${incidentStateWords(state)}.`;
}
