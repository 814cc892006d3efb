import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { type Cell, type Column, fittedTable, textOf } from '../terminal/fitted-table.ts';
import { hanging } from '../terminal/hanging.ts';
import { toneOfLevel } from '../terminal/paint.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type ShownAlarm, shownAlarmSchema } from './alarm-schema.ts';
import { notesBelow } from './list-notes.ts';

/** An alarm in a list. Agents of an older version leave out where it is. */
const listedSchema = shownAlarmSchema.extend({
  shortId: z.string().optional(),
  resource: z.string().nullish(),
  namespace: z.string().nullish(),
});

type Listed = z.output<typeof listedSchema>;

const countsSchema = z.record(z.string(), z.number());

/** Alarms that have a value in common. Times are epoch ms. */
const groupSchema = z.object({
  value: z.string(),
  count: z.number(),
  levels: countsSchema,
  states: countsSchema,
  coc: countsSchema,
  firstStartedAt: z.number(),
  lastStartedAt: z.number(),
  examples: z.array(listedSchema),
});

type Group = z.output<typeof groupSchema>;

/** Answer of the admin API to a request for a list of alarms. */
export const alarmListSchema = z.object({
  timezone: z.string(),
  total: z.number(),
  unknown: z.number().default(0),
  hints: z.array(z.string()).default([]),
  alarms: z.array(listedSchema),
  groupedBy: z.string().optional(),
  groups: z.array(groupSchema).default([]),
  groupCount: z.number().default(0),
  next: z.string().nullable(),
});

type AlarmList = z.output<typeof alarmListSchema>;

/**
 * Columns of the list. The ID is first, so that it is whole on any terminal. The state stays where it says more than
 * what was asked for.
 */
function columnsFor(states: ReadonlySet<string>, last: string): readonly Column[] {
  return [
    { heading: 'ID' },
    { heading: 'AGE', align: 'right' },
    { heading: 'SINCE', spare: 6 },
    { heading: 'LEVEL' },
    { heading: 'STATE', ...(states.size === 1 && !states.has('stale') && { spare: 5 }) },
    { heading: 'ALARM', least: 16, floor: 8 },
    { heading: 'RESOURCE', least: 20, floor: 8 },
    { heading: 'NAMESPACE', least: 9, floor: 6, spare: 3 },
    { heading: 'SOURCE', least: 12, floor: 6, spare: 4 },
    { heading: last },
  ];
}

/** Columns of a list that is grouped. */
const GROUP_COLUMNS: readonly Column[] = [
  { heading: 'ALARMS', align: 'right' },
  { heading: 'GROUP', least: 20, floor: 10 },
  { heading: 'LEVEL' },
  { heading: 'AGE', align: 'right' },
  { heading: 'RESOURCES', least: 14, spare: 2 },
  { heading: 'COC', spare: 1 },
];

/** Words for the column COC. */
const KNOWN: Readonly<Record<ShownAlarm['coc'], string>> = {
  knows: 'knows',
  held: 'resolve held back',
  waits: 'not sent yet',
  refused: 'refused',
  unknown: 'never sent',
};

/** Words for why no open incident covers an alarm. */
const UNCOVERED: Readonly<Record<string, string>> = {
  'not-told': 'COC does not have the alarm yet',
  'no-policy': 'no policy asks for one',
  waits: 'is not opened yet',
  refused: 'COC refused it',
  closed: 'a person closed it',
  gone: 'COC does not have it any more',
  solved: 'it counts as solved',
  ended: 'the next one is asked for',
};

interface Asked {
  /** True with `--uncovered`. */
  readonly uncovered?: boolean | undefined;
  /** Value of `--state`. */
  readonly state: string;
  /** Value of `--group-by`. */
  readonly groupBy: string;
}

interface Look {
  readonly terminal: Terminal;
  /** Epoch ms. */
  readonly now: number;
}

/** Alarms as a table in the width of the terminal, and a line that says how to see more. */
export function describeAlarms(list: AlarmList, asked: Asked, look: Look): string {
  const { groupBy, uncovered = false } = asked;
  const { alarms, groups } = list;
  const notes = notesBelow(list, look.terminal);
  if (alarms.length + groups.length === 0) return `${[nothingMatches(asked), ...notes].join('\n')}\n`;
  const isGrouped = groupBy !== 'auto' && groupBy !== 'none';
  const text = isGrouped
    ? [groupTable(list, look), ...hanging('', footerOfGroups(list), look.terminal)]
    : [alarmTable(list, { ...look, uncovered }), ...hanging('', footerOfAlarms(list), look.terminal)];
  return `${[...text, ...notes].join('\n')}\n`;
}

function nothingMatches({ state, uncovered }: Asked): string {
  if (uncovered) return 'an open incident covers each Critical alarm that fires and matches';
  return state === 'all' ? 'no alarms match' : `no ${state} alarms match; --state all lists every state`;
}

function footerOfAlarms({ timezone, total, alarms, groups, next }: AlarmList): string {
  const grouped = groups.reduce((sum, { count }) => sum + count, 0);
  const count = `${alarms.length + grouped} of ${total} alarms, times in ${timezone}`;
  const each = grouped > 0 ? '; --group-by none lists each of them' : '';
  const more = next === null ? '' : `; next page: --cursor ${next}`;
  return `${count}${each}${more}`;
}

function footerOfGroups({ timezone, total, groups, groupedBy, groupCount }: AlarmList): string {
  const more =
    groupCount > groups.length ? `; --limit shows more than ${groups.length} of ${groupCount}` : '';
  return `${total} alarms by ${groupedBy}, times in ${timezone}${more}`;
}

/** Groups come first: they are what most alarms are about. */
function alarmTable(
  { timezone, alarms, groups }: AlarmList,
  { terminal, now, uncovered }: Look & { readonly uncovered: boolean },
): string {
  const whole = terminal.columns === undefined;
  const rows = [
    ...groups.map((group) => groupAmongAlarms(group, { timezone, now })),
    ...alarms.map((alarm) => alarmRow(alarm, { timezone, now, whole, uncovered })),
  ];
  const states = new Set(rows.map((row) => textOf(row[4])));
  return fittedTable(columnsFor(states, uncovered ? 'INCIDENT' : 'COC'), rows, terminal);
}

interface RowContext {
  readonly timezone: string;
  readonly now: number;
}

function alarmRow(
  alarm: Listed,
  { timezone, now, whole, uncovered }: RowContext & { readonly whole: boolean; readonly uncovered: boolean },
): Cell[] {
  const { alarmId, shortId = alarmId, startedAt, level, stale, state, name, source, coc } = alarm;
  const why = UNCOVERED[alarm.uncovered ?? ''] ?? '-';
  const shownCoc = { text: KNOWN[coc], tone: coc === 'knows' ? undefined : ('strong' as const) };
  return [
    whole ? alarmId : shortId,
    ageOf(now - startedAt),
    localTimeIn(timezone, startedAt),
    { text: level, tone: toneOfLevel(level) },
    stale ? { text: 'stale', tone: 'strong' } : state,
    name,
    alarm.resource ?? '-',
    alarm.namespace ?? '-',
    source,
    uncovered ? why : shownCoc,
  ];
}

function groupAmongAlarms(group: Group, { timezone, now }: RowContext): Cell[] {
  const [example] = group.examples;
  return [
    { text: `${group.count} ×`, tone: 'strong' },
    agesOf(group, now),
    localTimeIn(timezone, group.lastStartedAt),
    levelsOf(group),
    sameOf(Object.keys(group.states)),
    { text: group.value, tone: 'strong' },
    resourcesOf(group),
    sameOf(group.examples.map(({ namespace }) => namespace ?? '-')),
    group.count === 1 ? (example?.source ?? '-') : sameOf(group.examples.map(({ source }) => source)),
    cocOf(group),
  ];
}

function groupTable({ groups }: AlarmList, { terminal, now }: Look): string {
  const rows = groups.map((group): Cell[] => [
    String(group.count),
    group.value === '' ? '-' : group.value,
    levelsOf(group),
    agesOf(group, now),
    resourcesOf(group),
    cocOf(group),
  ]);
  return fittedTable(GROUP_COLUMNS, rows, terminal);
}

const LEVELS = ['Critical', 'Major', 'Minor', 'Info'];

/** The worst level of a group. */
function levelsOf({ levels }: Group): Cell {
  const text = LEVELS.find((level) => levels[level] !== undefined) ?? '-';
  return { text, tone: toneOfLevel(text) };
}

/** What COC knows: the same of all, or how many it does not know. */
function cocOf({ coc, count }: Group): Cell {
  const [only, ...others] = Object.keys(coc) as ShownAlarm['coc'][];
  if (only !== undefined && others.length === 0)
    return { text: KNOWN[only] ?? only, tone: only === 'knows' ? undefined : 'strong' };
  return { text: `knows ${coc.knows ?? 0} of ${count}`, tone: 'strong' };
}

function resourcesOf({ examples, count }: Group): string {
  const names = [...new Set(examples.map(({ resource }) => resource ?? '-'))];
  return count > examples.length ? `${names.join(', ')}, …` : names.join(', ');
}

function sameOf(texts: readonly string[]): string {
  const [first = '-', ...others] = new Set(texts);
  return others.length === 0 ? first : 'several';
}

/** Ages of the youngest and the oldest alarm. */
function agesOf({ firstStartedAt, lastStartedAt }: Group, now: number): string {
  const [youngest, oldest] = [ageOf(now - lastStartedAt), ageOf(now - firstStartedAt)];
  return youngest === oldest ? youngest : `${youngest}-${oldest}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A duration in its largest unit, such as `3h`. A clock that is behind gives `0s`. */
export function ageOf(ms: number): string {
  const [name, unit] = UNITS.find(([, size]) => ms >= size) ?? ['s', 1_000];
  return `${Math.max(0, Math.floor(ms / unit))}${name}`;
}
