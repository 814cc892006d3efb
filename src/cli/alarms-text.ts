import { z } from 'zod';
import { localTimeIn } from '../time/time-zone.ts';
import { condensed } from './condensed-story.ts';
import { incidentStateWords } from './incident-state-words.ts';
import { cell, plain, table } from './text-table.ts';

/** An alarm as the admin API tells of it. Times are epoch ms. */
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
  incident: z.object({ key: z.string(), state: z.string(), number: z.string().nullable() }).nullable(),
});

type Alarm = z.output<typeof alarmSchema>;

/** What the admin API answers to a list. */
export const alarmListSchema = z.object({
  timezone: z.string(),
  total: z.number(),
  alarms: z.array(alarmSchema),
  next: z.string().nullable(),
});

/** What it answers to the story of an alarm. */
export const alarmStorySchema = z.object({
  timezone: z.string(),
  alarmId: z.string(),
  alarm: alarmSchema.nullable(),
  earlierRecords: z.number(),
  steps: z.array(z.object({ at: z.number(), step: z.string(), words: z.string() })),
});

const COLUMNS = ['SINCE', 'LEVEL', 'STATE', 'ALARM', 'SOURCE', 'COC', 'ID'] as const;

const KNOWN: Readonly<Record<Alarm['coc'], string>> = {
  knows: 'knows',
  held: 'end held back',
  waits: 'not told yet',
  refused: 'refused it',
  unknown: 'not told',
};

/** Alarms as a table, and below it how to see more. `state` is the one that was asked for. */
export function describeAlarms(
  { timezone, total, alarms, next }: z.output<typeof alarmListSchema>,
  state: string,
): string {
  if (alarms.length === 0)
    return state === 'all' ? 'no such alarms\n' : `no such alarms that are ${state}; --state all for any\n`;
  const rows = alarms.map(({ startedAt, level, state, name, source, coc, alarmId, stale }) =>
    [localTimeIn(timezone, startedAt), level, stale ? 'stale' : state, name, source, KNOWN[coc], alarmId].map(
      cell,
    ),
  );
  const more = next === null ? '' : `; the next: --cursor ${next}`;
  return `${table([COLUMNS, ...rows])}\n${alarms.length} of ${total} alarms, times in ${timezone}${more}\n`;
}

/** The story of one alarm: how it is, then what happened. `now` is epoch ms. */
export function describeStory(story: z.output<typeof alarmStorySchema>, now: number): string {
  const { timezone, alarmId, alarm, earlierRecords, steps } = story;
  const at = (instant: number): string => localTimeIn(timezone, instant);
  const head = alarm
    ? [
        `${plain(alarm.name)} (${alarm.level}), from ${plain(alarm.source)}`,
        ...situationOf(alarm, { at, now }),
      ]
    : ['What is known of it now is forgotten; this is what happened.'];
  const earlier = earlierRecords > 0 ? [`… ${earlierRecords} earlier records are left out`] : [];
  const lines = condensed(steps).map(({ at: first, last, times, words }) => {
    const again = times === 1 ? '' : ` (${times} times, the last at ${at(last)})`;
    return `${at(first)}  ${plain(words)}${again}`;
  });
  return `${[...head, `Alarm id ${alarmId}. Times in ${timezone}.`, '', ...earlier, ...lines].join('\n')}\n`;
}

interface Telling {
  readonly at: (instant: number) => string;
  readonly now: number;
}

function situationOf(alarm: Alarm, telling: Telling): string[] {
  const { flaps, stale, incident, source } = alarm;
  return [
    stateOf(alarm, telling),
    knowledgeOf(alarm, telling),
    ...(stale ? [`Nothing was heard of it from ${plain(source)} for too long: it may be over.`] : []),
    ...(flaps > 0
      ? [`It came back ${flaps === 1 ? 'once' : `${flaps} times`} before its end was told.`]
      : []),
    ...(incident ? [incidentOf(incident)] : []),
  ];
}

function stateOf({ state, startedAt, endedAt }: Alarm, { at, now }: Telling): string {
  if (state === 'firing') return `It fires since ${at(startedAt)}, for ${lasting(now - startedAt)}.`;
  if (endedAt === null || endedAt <= startedAt) return `It is over since ${at(endedAt ?? startedAt)}.`;
  return `It is over since ${at(endedAt)}; it fired from ${at(startedAt)}, for ${lasting(endedAt - startedAt)}.`;
}

function knowledgeOf({ coc, state, toldAt }: Alarm, { at }: Telling): string {
  switch (coc) {
    case 'knows':
      if (state === 'resolved') return 'COC knows that it is over.';
      return `COC knows that it fires${toldAt === null ? '' : `, and was told last at ${at(toldAt)}`}.`;
    case 'held':
      return 'COC still shows it as firing: its end is held back for a while, in case it returns.';
    case 'waits':
      return 'COC does not know the latest yet: that waits to be delivered.';
    case 'refused':
      return 'COC refused it: look at `dead-letters list`.';
    case 'unknown':
      return 'COC was not told of it, as far as we know.';
  }
}

function incidentOf({ key, state, number }: NonNullable<Alarm['incident']>): string {
  const known = number === null ? '' : `, in COC ${plain(number)}`;
  return `Its incident ${plain(key)}${known}: ${incidentStateWords(state)}.`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A duration in its two largest units, such as `3 h 12 min`. */
function lasting(ms: number): string {
  const first = UNITS.findIndex(([, unit]) => ms >= unit);
  if (first < 0) return 'less than a second';
  let rest = ms;
  const parts = UNITS.slice(first, first + 2).flatMap(([name, unit]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return parts.join(' ');
}
