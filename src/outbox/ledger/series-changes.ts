import type { ReportAlarm } from '../events/entry.ts';
import type { EpisodeChanged, EpisodeClosed, EpisodeOpened, EpisodeReopened } from '../events/event.ts';
import type { RecordRef } from '../ports/record-ref.ts';
import { episodeOf, type Series, type Tombstone } from './series.ts';
import { withoutEntry, withQueued } from './unsent.ts';

/** What is known of an event besides what it says. */
export interface EventContext {
  readonly seq: number;
  /** When it was decided, epoch ms. */
  readonly at: number;
  /** The place of its record; absent while that is not durable. */
  readonly ref?: RecordRef;
}

/** A new episode, with nothing of the one before but what still waits to be delivered. Pure, as all here. */
export function opened(before: Series | undefined, event: EpisodeOpened, at: number): Series {
  const { type: _, content, ...series } = event;
  return {
    ...series,
    state: 'firing',
    lastSeenAt: at,
    ...(content !== undefined && { content }),
    ...(before?.unsent && { unsent: before.unsent }),
  };
}

/** An episode that is told to COC anew: with its level, and without the refusal of the last alarm. */
export function changed(before: Series, { level, content }: EpisodeChanged, at: number): Series {
  if (before.state === 'tombstone') return { ...before, level, lastSeenAt: at };
  const { refusedUnder: _, ...series } = before;
  return { ...series, ...(content !== undefined && { content }), level, lastSeenAt: at };
}

/** The same episode, firing again: its recovery was never told. */
export function reopened(before: Series, { flaps }: EpisodeReopened, at: number): Series {
  if (before.state === 'tombstone') return before;
  if (before.state === 'firing') return { ...before, flaps, lastSeenAt: at };
  const { endedAt: _, closedAt: __, ...episode } = before;
  const { held: ___, ...series } = episode as typeof episode & { readonly held?: unknown };
  return { ...series, state: 'firing', flaps, lastSeenAt: at };
}

/** The end of an episode; without a known one, a tombstone. */
export function closed(before: Series | undefined, event: EpisodeClosed, at: number): Series {
  const { alarmId, source, fingerprint, name, level, endedAt } = event;
  const end = { level, endedAt, closedAt: at, lastSeenAt: at };
  if (!before) {
    const made: Tombstone = {
      alarmId,
      source,
      fingerprint,
      name,
      startedAt: endedAt,
      ...end,
      state: 'tombstone',
    };
    return made;
  }
  return before.state === 'firing' ? { ...before, ...end, state: 'resolved' } : { ...before, ...end };
}

/** A series with one more entry that waits to be delivered. */
export function queued(
  before: Series,
  { body, dueAt }: { readonly body: ReportAlarm; readonly dueAt?: number | undefined },
  { seq, ref }: EventContext,
): Series {
  const unsent = withQueued(before.unsent, seq, body);
  if (before.state === 'tombstone') return { ...before, unsent };
  if (dueAt !== undefined && before.state !== 'firing')
    return { ...before, unsent, state: 'recovering', held: { entry: seq, until: dueAt } };
  if (body.alarm.alarmStatus !== 'alarm' || ref === undefined) return { ...before, unsent };
  return { ...before, unsent, lastAlarm: { seq, ref, reassertion: body.reassertion === true } };
}

/** A series after COC took one of its alarms. */
export function told(before: Series, entry: number, at: number): Series {
  const taken = before.unsent?.find((one) => one.entry === entry);
  const series = left(before, entry);
  if (series.state === 'tombstone') return taken?.status === 'ok' ? { ...series, toldAt: at } : series;
  const fires = taken?.status === 'alarm' && taken.episode === episodeOf(before);
  return {
    ...series,
    ...(fires && { cocFires: true }),
    ...(series.lastAlarm?.seq === entry && { toldAt: at }),
  };
}

/** A series after one of its entries has left the outbox, delivered or not. */
export function left(before: Series, entry: number): Series {
  const { unsent, ...rest } = before;
  const others = unsent && withoutEntry(unsent, entry);
  const series = { ...rest, ...(others && { unsent: others }) } as Series;
  if (series.state !== 'recovering' || series.held.entry !== entry) return series;
  const { held: _, ...resolved } = series;
  return { ...resolved, state: 'resolved' };
}
