import type { AlarmId, AlarmLevel } from '../../alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../events/entry.ts';
import type { EntryQueued, OutboxEvent } from '../events/event.ts';
import type { EventRef, RecordRef } from '../ports/journal.ts';
import { type Untold, withoutEntry, withQueued } from './unsent.ts';

/**
 * What we know of one series. States: absent -> firing -> resolved -> firing (a new episode) ... A resolved one without an
 * episode is a tombstone: a resolve that came without, or before, its fire.
 */
export interface Series {
  readonly alarmId: AlarmId;
  readonly episode?: EpisodeId;
  readonly state: 'firing' | 'resolved';
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly level: AlarmLevel;
  /** When the problem began, by the source's clock, epoch ms; of a tombstone, when it ended. */
  readonly startedAt: number;
  /** When it ended, by the source's clock, epoch ms. */
  readonly endedAt?: number;
  /** When we were told that it ended, epoch ms. */
  readonly closedAt?: number;
  /** When we last heard of it, epoch ms. */
  readonly lastSeenAt: number;
  /** When it was found stale, epoch ms; what was heard of it since counts more. */
  readonly staleAt?: number;
  /** The configuration under which COC refused an alarm of this episode. */
  readonly refusedUnder?: string;
  /** What else than the level was told to COC, as far as its changes count; see `contentOf`. */
  readonly content?: string;
  /** The incident that this episode belongs to, unless it is that of this episode alone. */
  readonly incident?: IncidentKey;
  /** How often the problem came back while its recovery was held back. */
  readonly flaps?: number;
  /** The recovery that is held back, and until when (epoch ms). */
  readonly held?: { readonly entry: number; readonly until: number };
  /** Where the last alarm that fires stands in the journal, to be told again. */
  readonly body?: ToldBody;
  /** When COC took that alarm, epoch ms; of a tombstone, when it took its end. */
  readonly toldAt?: number;
  /** COC took an alarm of this episode that fires. */
  readonly cocFires?: true;
  /** The last entries of the series that wait to be told, oldest first. */
  readonly untold?: readonly Untold[];
}

/** Whether it fires, or its recovery is held back: for COC it is not over. */
export function isActive({ state, held }: Pick<Series, 'state' | 'held'>): boolean {
  return state === 'firing' || held !== undefined;
}

/** Whether it is over, and nothing of it waits to be told. */
export function isSettled(series: Pick<Series, 'state' | 'held' | 'untold'>): boolean {
  return !isActive(series) && series.untold === undefined;
}

/** Whether nothing was heard of it for too long, and still is not. */
export function isStale({ staleAt, lastSeenAt }: Series): boolean {
  return staleAt !== undefined && staleAt >= lastSeenAt;
}

/** The place of an alarm in the journal. */
export interface ToldBody extends EventRef {
  /** It was itself a re-assertion of an earlier one. */
  readonly reassertion: boolean;
}

/** What is known of an event besides what it says. */
export interface EventContext {
  readonly seq: number;
  /** When it was decided, epoch ms. */
  readonly at: number;
  /** Where its record stands; absent while that is not durable. */
  readonly ref?: RecordRef;
}

/** What one event makes of an episode; the same object when it does not concern it. */
export function foldSeries(
  before: Series | undefined,
  event: OutboxEvent,
  context: EventContext,
): Series | undefined {
  const { at } = context;
  switch (event.type) {
    case 'episode.opened': {
      const { alarmId, episode, source, fingerprint, name, level, startedAt } = event;
      return {
        alarmId,
        episode,
        state: 'firing',
        source,
        fingerprint,
        name,
        level,
        startedAt,
        lastSeenAt: at,
        ...(event.content !== undefined && { content: event.content }),
        ...(before?.untold && { untold: before.untold }),
      };
    }
    case 'episode.changed': {
      if (!before) return before;
      const { refusedUnder: _, ...series } = before;
      const content = event.content === undefined ? {} : { content: event.content };
      return { ...series, ...content, level: event.level, lastSeenAt: at };
    }
    case 'episode.reopened': {
      if (!before) return before;
      const { endedAt: _, closedAt: __, held: ___, ...series } = before;
      return { ...series, state: 'firing', flaps: event.flaps, lastSeenAt: at };
    }
    case 'episode.closed': {
      const { alarmId, source, fingerprint, name, level, endedAt } = event;
      const series = before ?? { alarmId, source, fingerprint, name, startedAt: endedAt };
      return { ...series, level, state: 'resolved', endedAt, closedAt: at, lastSeenAt: at };
    }
    case 'episode.linked':
      return before?.episode === event.episode ? { ...before, incident: event.incident } : before;
    case 'alert.repeated':
      return before && { ...before, lastSeenAt: at };
    case 'alarm.stale':
      return before && { ...before, staleAt: at };
    case 'episode.refused':
      return before?.episode === event.episode ? { ...before, refusedUnder: event.configuration } : before;
    case 'entry.queued':
      return before && event.body.kind === 'report-alarm' ? queued(before, event, context) : before;
    case 'entry.delivered':
      return before && delivered(before, event.entry, at);
    case 'entry.dead-lettered':
    case 'entry.cancelled':
    case 'entry.collapsed':
      return before && left(before, event.entry);
    default:
      return before;
  }
}

function queued(before: Series, { body, dueAt }: EntryQueued, { seq, ref }: EventContext): Series {
  if (body.kind !== 'report-alarm') return before;
  const untold = withQueued(before.untold, seq, body);
  if (dueAt !== undefined) return { ...before, untold, held: { entry: seq, until: dueAt } };
  if (body.alarm.alarmStatus !== 'alarm' || !ref) return { ...before, untold };
  const { segment, offset } = ref;
  return { ...before, untold, body: { seq, segment, offset, reassertion: body.reassertion === true } };
}

function delivered(before: Series, entry: number, at: number): Series {
  const told = before.untold?.find((one) => one.entry === entry);
  const fires = told?.status === 'alarm' && told.episode === before.episode;
  const isEndOfTombstone = told?.status === 'ok' && before.episode === undefined;
  const series = left(before, entry);
  return {
    ...series,
    ...(fires && { cocFires: true }),
    ...((before.body?.seq === entry || isEndOfTombstone) && { toldAt: at }),
  };
}

/** What is known when an entry is not to be told any more. */
function left(before: Series, entry: number): Series {
  const { held, untold, ...series } = before;
  const rest = untold && withoutEntry(untold, entry);
  return {
    ...series,
    ...(held && held.entry !== entry && { held }),
    ...(rest && { untold: rest }),
  };
}
