import type { ClockSet } from '../events/event.ts';
import type { Incident } from './incident.ts';
import type { Series } from './series.ts';

/** Times that the agent read from its own clock. Those that a source told stay as they are. */
const TIMES_OF_SERIES = ['lastSeenAt', 'toldAt', 'staleAt', 'closedAt', 'resolveToldAt', 'linkedAt'] as const;
const TIMES_OF_INCIDENT = [
  'requestedAt',
  'undecidedSince',
  'changedAt',
  'joinedAt',
  'openedAt',
  'quietSince',
  'toldAt',
  'forwardedAt',
  'shownAt',
  'boundUntil',
] as const;

const EVERY_TIME: readonly string[] = [...new Set([...TIMES_OF_SERIES, ...TIMES_OF_INCIDENT])];

/** Corrects the times of a series after its clock was set. The same object where nothing changes. Pure, like all here. */
export function correctSeries(series: Series, event: ClockSet): Series {
  const changes = correct(series, TIMES_OF_SERIES, event);
  const { early, noted, updatedAt } = series.heard ?? {};
  const heard = {
    ...(early && { early: early.map((one) => ({ ...one, at: correctTime(one.at, event) })) }),
    ...(noted && { noted: { ...noted, at: correctTime(noted.at, event) } }),
    ...(updatedAt !== undefined && { updatedAt: correctTime(updatedAt, event) }),
  };
  const unsent = series.unsent?.map((one) => {
    const { parked } = one;
    if (!parked) return one;
    const at = correctTime(parked.at, event);
    return { ...one, parked: { at, until: at + parked.until - parked.at } };
  });
  return {
    ...series,
    ...changes,
    ...(series.heard && { heard: { ...series.heard, ...heard } }),
    ...(unsent && { unsent }),
    ...(series.state === 'recovering' && { held: { ...series.held, until: series.held.until + event.by } }),
  } as Series;
}

/** A problem that began no longer than this before its incident was requested began then, by the agent's own clock. */
const SAME_MS = 1_000;

/**
 * Corrects the times of an incident after the clock was set. Its problem began before it was requested, by whichever clock
 * that was told.
 */
export function correctIncident(incident: Incident, event: ClockSet): Incident {
  const { startedAt, requestedAt } = incident;
  const corrected = { ...incident, ...correct(incident, TIMES_OF_INCIDENT, event) } as Incident;
  if (startedAt === undefined) return corrected;
  const beforeMs = Math.max(0, requestedAt - startedAt);
  const latest = corrected.requestedAt - (beforeMs < SAME_MS ? beforeMs : 0);
  return { ...corrected, startedAt: beforeMs < SAME_MS ? latest : Math.min(startedAt, latest) };
}

/** The latest time of a series or an incident, epoch ms. When it lies in the future, the clock was ahead when it was stored. */
export function latestTime(stored: Series | Incident): number {
  let latest = 0;
  for (const name of EVERY_TIME) {
    const time: unknown = Reflect.get(stored, name);
    if (typeof time === 'number' && time > latest) latest = time;
  }
  return latest;
}

function correct<T extends object>(of: T, names: readonly string[], event: ClockSet): Partial<T> {
  const changes: Record<string, number> = {};
  for (const name of names) {
    const time: unknown = Reflect.get(of, name);
    if (typeof time === 'number') changes[name] = correctTime(time, event);
  }
  return changes as Partial<T>;
}

function correctTime(time: number, { by, notAfter }: ClockSet): number {
  return Math.min(time + by, notAfter);
}
