import { isFilter } from '../../alerts/alarm.ts';
import { targetOf } from '../../alerts/target.ts';
import type { IncidentKey, ReportAlarm } from '../events/entry.ts';
import type {
  AlertDropped,
  EntryDeadLettered,
  EntryRescheduled,
  EpisodeChanged,
  EpisodeClosed,
  EpisodeOpened,
  EpisodeReopened,
  Hearing,
} from '../events/event.ts';
import type { EpisodeLinked } from '../events/incident-event.ts';
import type { RecordRef } from '../ports/record-ref.ts';
import {
  type EpisodeSeries,
  episodeOf,
  incidentOfEpisode,
  isActive,
  type Series,
  type Tombstone,
} from './series.ts';
import { isSamePlace, type RefusedEnd, type Unsent, withoutEntry, withQueued } from './unsent.ts';

/** Facts about an event besides its content. */
export interface EventContext {
  readonly seq: number;
  /** Time of the decision, epoch ms. */
  readonly at: number;
  /** Place of its record; absent while the record is not durable. */
  readonly ref?: RecordRef;
}

/** Opens a new episode. Only what COC is still to hear of earlier ones is kept. Pure, like all functions here. */
export function opened(before: Series | undefined, event: EpisodeOpened, at: number): Series {
  const { type: _, content, note: __, ...series } = event;
  return {
    ...series,
    state: 'firing',
    lastSeenAt: at,
    ...(content !== undefined && { content }),
    ...(before?.openedBy !== undefined && { openedBy: before.openedBy }),
    ...(before?.unsent && { unsent: before.unsent }),
    ...(before?.refusedEnds && { refusedEnds: before.refusedEnds }),
    ...pastIncident(before),
    ...heardAfter(before, event),
  };
}

function pastIncident(before: Series | undefined): { readonly pastIncident?: IncidentKey } {
  if (before === undefined || before.state === 'tombstone') return {};
  return { pastIncident: incidentOfEpisode(before) };
}

/** Notes the incident to which an episode belongs from now on. */
export function linked(
  before: EpisodeSeries,
  { incident, resource }: EpisodeLinked,
  at: number,
): EpisodeSeries {
  const { unwantedUnder: _, ...series } = before;
  return { ...series, incident, linkedAt: at, ...(resource !== undefined && { resource }) } as EpisodeSeries;
}

/** Newest facts of a series after an event, which has them only where they have changed. */
function heardAfter(before: Series | undefined, { heard = before?.heard }: Hearing): Pick<Series, 'heard'> {
  return heard === undefined || Object.keys(heard).length === 0 ? {} : { heard };
}

/** Remembers the newest facts that an alert told which changes nothing else. */
export function hearing(before: Series, event: Hearing): Series {
  const { heard: _, ...rest } = before;
  return { ...(rest as Series), ...heardAfter(before, event) };
}

/**
 * Notes an alert for which nothing is sent. An open episode whose alerts are filtered from now on, or refused by COC, is
 * still heard of.
 */
export function dropped(known: Series, event: AlertDropped, at: number): Series {
  const before = event.heard ? hearing(known, event) : known;
  const isTrue = isFilter(event.reason) || event.reason === 'refused-before';
  return isActive(before) && isTrue ? { ...before, lastSeenAt: at } : before;
}

/**
 * Applies a change that is sent to COC: a new level or new texts. The refusal of the last alarm is forgotten, and that
 * it needed no incident.
 */
export function changed(known: Series, event: EpisodeChanged, at: number): Series {
  const { level, content } = event;
  const before = hearing(known, event);
  if (before.state === 'tombstone') return { ...before, level, lastSeenAt: at };
  const { refusedUnder: _, unwantedUnder: __, ...series } = before;
  return { ...series, ...(content !== undefined && { content }), level, lastSeenAt: at };
}

/** Reopens the episode, whose recovery was never sent. */
export function reopened(known: Series, event: EpisodeReopened, at: number): Series {
  const { flaps } = event;
  const before = hearing(known, event);
  if (before.state === 'tombstone') return before;
  if (before.state === 'firing') return { ...before, flaps, lastSeenAt: at };
  const { endedAt: _, closedAt: __, ...episode } = before;
  const { held: ___, ...series } = episode as typeof episode & { readonly held?: unknown };
  return { ...series, state: 'firing', flaps, lastSeenAt: at };
}

/** Ends the episode. Without a known one, leaves a tombstone. */
export function closed(known: Series | undefined, event: EpisodeClosed, at: number): Series {
  const { alarmId, source, fingerprint, name, openedBy, level, endedAt } = event;
  const end = { level, endedAt, closedAt: at, lastSeenAt: at };
  if (!known) {
    const identity = { alarmId, source, fingerprint, name, ...(openedBy !== undefined && { openedBy }) };
    const facts = { ...identity, ...end, ...heardAfter(known, event) };
    const made: Tombstone = { ...facts, state: 'tombstone', firstEndedAt: endedAt };
    return made;
  }
  const before = hearing(known, event);
  return before.state === 'firing' ? { ...before, ...end, state: 'resolved' } : { ...before, ...end };
}

/** Adds an entry that waits to be delivered. */
export function queued(
  before: Series,
  { body, dueAt }: { readonly body: ReportAlarm; readonly dueAt?: number | undefined },
  { seq, ref, at }: EventContext,
): Series {
  const isParked = before.state === 'firing' && body.alarm.alarmStatus === 'alarm' && dueAt !== undefined;
  const unsent = withQueued(before.unsent, seq, body, isParked ? { at, until: dueAt } : undefined);
  const series: Series = { ...before, unsent };
  // What is owed to another place says nothing about the episode of now.
  if (series.state === 'tombstone' || series.episode !== body.episode) return series;
  if (dueAt !== undefined && series.state !== 'firing')
    return { ...series, state: 'recovering', held: { entry: seq, until: dueAt } };
  if (body.alarm.alarmStatus !== 'alarm') return series;
  const told = { ...series, target: targetOf(body.alarm) };
  return ref === undefined
    ? told
    : { ...told, lastAlarm: { seq, ref, reassertion: body.reassertion === true } };
}

/** Notes that COC took one of the alarms of the series. */
export function delivered(before: Series, entry: number, at: number): Series {
  const taken = before.unsent?.find((one) => one.entry === entry);
  const series = left(taken ? withoutRefusedAt(before, taken) : before, entry);
  if (series.state === 'tombstone') return taken?.status === 'ok' ? { ...series, resolveToldAt: at } : series;
  const fires = taken?.status === 'alarm' && taken.episode === episodeOf(before);
  return {
    ...series,
    ...(fires && { cocFires: true }),
    ...(series.lastAlarm?.seq === entry && { toldAt: at }),
  };
}

/** Notes that an entry of the series has left the outbox, delivered or not. */
export function left(before: Series, entry: number): Series {
  const { unsent, ...rest } = before;
  const others = unsent && withoutEntry(unsent, entry);
  const series = { ...rest, ...(others && { unsent: others }) } as Series;
  if (series.state !== 'recovering' || series.held.entry !== entry) return series;
  const { held: _, ...resolved } = series;
  return { ...resolved, state: 'resolved' };
}

/** Notes that COC refused an entry for good. The end of an alarm that COC may show stays owed to its place. */
export function refused(before: Series, { entry, deadLetter }: EntryDeadLettered): Series {
  const found = before.unsent?.find((one) => one.entry === entry);
  const series = left(before, entry);
  if (found?.status !== 'ok' || series.state === 'tombstone') return series;
  const { episode, integration, place } = found;
  if (series.episode === episode && !series.cocFires) return series;
  const end = { deadLetter, episode, integration, ...(place !== undefined && { place }) };
  return { ...series, refusedEnds: [...(series.refusedEnds ?? []), end] };
}

/** Notes that a dead letter is not kept any more. */
export function withoutDeadLetter(before: Series, { deadLetter }: { readonly deadLetter: string }): Series {
  return keepRefused(before, (end) => end.deadLetter !== deadLetter);
}

/** Forgets the refused ends at a place where COC took a later word. */
function withoutRefusedAt(before: Series, taken: Unsent): Series {
  return keepRefused(before, (end) => !isSamePlace(end, taken));
}

function keepRefused(before: Series, isKept: (end: RefusedEnd) => boolean): Series {
  const { refusedEnds, ...rest } = before;
  if (!refusedEnds) return before;
  const kept = refusedEnds.filter(isKept);
  return { ...rest, ...(kept.length > 0 && { refusedEnds: kept }) } as Series;
}

/** Notes that a held recovery waits for another time. */
export function rescheduled(before: Series, { entry, dueAt }: EntryRescheduled): Series {
  if (before.state !== 'recovering' || before.held.entry !== entry) return before;
  return { ...before, held: { entry, until: dueAt } };
}
