import type { IncidentRequest } from '../alerts/alarm.ts';
import type { AlarmLevel } from '../alerts/alert.ts';
import { shortened } from '../alerts/head-of.ts';
import { namedLocalTime } from '../time/time-zone.ts';
import type { CocWords } from './coc-words.ts';
import type { Writing } from './writing.ts';

/** Firing alarm of an incident. `startedAt` is epoch ms. */
interface FiringAlarm {
  readonly alarmId: string;
  readonly name: string;
  readonly level: AlarmLevel;
  readonly startedAt: number;
  readonly resource?: string;
}

/** What an incident stands for. */
interface StandsFor {
  /** Alarms that fire, the one that fires longest first. */
  readonly alarms: readonly FiringAlarm[];
  /** Number of alarms that it ever stood for. */
  readonly total: number;
  /** True when the alarm fires whose texts the request has. */
  readonly ownerFires: boolean;
  readonly policy: string;
  readonly correlation?: string;
  readonly storm?: 'policy' | 'all';
  readonly follows?: {
    readonly incidentNum: string;
    readonly why: 'returned' | 'still-fires' | 'outgrown' | 'gone';
  };
}

/** Names that stand in a title, and ids that stand in a description. */
const MOST_IN_TITLE = 3;
const MOST_IDS = 3;
/** Longest scope in a title, so that names and numbers have room beside it. */
const SCOPE_IN_TITLE = 60;
/** Longest title of a template beside the number of further alarms: COC has room for both and for the reference. */
const OWN_TITLE = 140;
/** Names of resources that a description can hold at most: the encoder cuts the line. */
const MOST_RESOURCES = 100;

/**
 * Writes the texts of an incident for the alarms that fire by now. One alarm has the texts of its own request. Several
 * are named and counted, with what they share. Nothing is told of an alarm that is over. Pure.
 */
export function writtenIncident(
  request: IncidentRequest,
  about: StandsFor,
  writing: Writing,
): Pick<IncidentRequest, 'title' | 'description' | 'tail'> {
  const { alarms, follows } = about;
  const { words } = writing;
  const isGroup = alarms.length > 1;
  // Where nobody knows the alarms, the request is all that there is.
  const ownerFires = about.ownerFires || alarms.length === 0;
  const head = [
    ...(follows ? [FOLLOWS[follows.why](words)(follows.incidentNum)] : []),
    ...(isGroup && about.storm ? [words.storm(about.storm === 'all' ? undefined : about.policy)] : []),
    ...(isGroup || !ownerFires ? groupLines(about, words) : []),
    ...(ownerFires ? [request.description] : []),
  ];
  const texts = { title: titleOf(request, about, words), description: head.join('\n') };
  if (!isGroup && ownerFires && request.tail === undefined) return texts;
  return { ...texts, tail: tailOf(request, { ...about, ownerFires }, writing) };
}

/** Puts what people look for first: levels, scope, places, the begin, links. */
function tailOf(
  { tail = [] }: IncidentRequest,
  { alarms, ownerFires, correlation }: StandsFor,
  writing: Writing,
): readonly string[] {
  const { words } = writing;
  if (alarms.length > 1)
    return [
      levels(alarms, words),
      ...(correlation === undefined ? [] : [`${words.scope()}: ${readable(correlation)}`]),
      ...resources(alarms, words),
      ...since(alarms, writing),
      ...(ownerFires ? linksOf(tail) : []),
      ids(alarms, words),
    ];
  return [
    ...(ownerFires ? withLevelOfNow(tail, alarms, words) : singleTail(alarms, words)),
    ...since(alarms, writing),
  ];
}

const FOLLOWS = {
  returned: (words: CocWords) => words.returned,
  'still-fires': (words: CocWords) => words.stillFires,
  outgrown: (words: CocWords) => words.raised,
  gone: (words: CocWords) => words.stillFiresGone,
} as const;

function titleOf(request: IncidentRequest, about: StandsFor, words: CocWords): string {
  const { alarms, ownerFires, correlation, storm } = about;
  const [first] = alarms;
  if (alarms.length <= 1) {
    if (ownerFires || !first) return request.title;
    return first.resource === undefined ? first.name : words.alarmAt(first.name, first.resource);
  }
  if (storm) return `${words.stormTitle(alarms.length)}: ${summaryOf(alarms)}`;
  if (request.hasOwnTitle && ownerFires)
    return `${shortened(request.title, OWN_TITLE)} (+${alarms.length - 1})`;
  const scope = correlation === undefined ? '' : `${shortened(readable(correlation), SCOPE_IN_TITLE)}: `;
  return `${scope}${summaryOf(alarms)}`;
}

/** A correlation as people read it: `cluster="big"` as `cluster=big`. */
function readable(correlation: string): string {
  return correlation.replaceAll(/="((?:[^"\\]|\\.)*)"/g, '=$1');
}

/** Names and places of alarms, in a line: `NodeDown x298, DiskFull x2 (node-0, node-1, ...)`. */
export function summaryOf(alarms: readonly Pick<FiringAlarm, 'name' | 'resource'>[]): string {
  const names = counted(alarms.map(({ name }) => name));
  const places = [...new Set(alarms.flatMap(({ resource }) => resource ?? []))];
  const shown = places.slice(0, MOST_IN_TITLE).join(', ');
  const more = places.length > MOST_IN_TITLE ? ', ...' : '';
  return shown === '' ? names : `${names} (${shown}${more})`;
}

/** Each value with its number, the most frequent one first. */
function counted(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([value, count]) => (count === 1 ? value : `${value} x${count}`)).join(', ');
}

function groupLines({ alarms, total }: StandsFor, words: CocWords): readonly string[] {
  const names = counted(alarms.map(({ name }) => name));
  const more = total > alarms.length ? [words.wereMore(total)] : [];
  return [`${words.fire(alarms.length)}: ${names}`, ...more];
}

function levels(alarms: readonly FiringAlarm[], words: CocWords): string {
  return `${words.level()}: ${counted(alarms.map(({ level }) => level))}`;
}

function resources(alarms: readonly FiringAlarm[], words: CocWords): readonly string[] {
  const places = [...new Set(alarms.flatMap(({ resource }) => resource ?? []))];
  return places.length === 0 ? [] : [`${words.hosts()}: ${places.slice(0, MOST_RESOURCES).join(', ')}`];
}

function singleTail([alarm]: readonly FiringAlarm[], words: CocWords): readonly string[] {
  if (!alarm) return [];
  const resource = alarm.resource === undefined ? [] : [`${words.resource()}: ${alarm.resource}`];
  return [`${words.level()}: ${alarm.level}`, ...resource];
}

/** The lines of a request, with the level that its alarm has by now. */
function withLevelOfNow(
  tail: readonly string[],
  [alarm]: readonly FiringAlarm[],
  words: CocWords,
): readonly string[] {
  const label = `${words.level()}: `;
  return tail.map((line) => (alarm && line.startsWith(label) ? `${label}${alarm.level}` : line));
}

function since([first]: readonly FiringAlarm[], { words, zone }: Writing): readonly string[] {
  return first ? [`${words.since()}: ${namedLocalTime(zone, first.startedAt)}`] : [];
}

/** Lines of a tail that hold a link: they are of use to people also where others fire as well. */
function linksOf(tail: readonly string[] = []): readonly string[] {
  return tail.filter((line) => line.includes('://'));
}

function ids(alarms: readonly FiringAlarm[], words: CocWords): string {
  const shown = alarms.slice(0, MOST_IDS).map(({ alarmId }) => alarmId);
  return `${words.alarmIds()}: ${[...shown, ...(alarms.length > MOST_IDS ? ['...'] : [])].join(', ')}`;
}
