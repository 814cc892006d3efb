import { z } from 'zod';
import type { RecordRef } from '../ports/record-ref.ts';
import { type Incident, isInCoc } from './incident.ts';
import type { LedgerShard } from './ledger-shard.ts';
import type { HeldRecovery, LastAlarm, Series, Tombstone } from './series.ts';
import type { Unsent } from './unsent.ts';

/** Conversion between the place of a record and its stored JSON form `P`. Each journal has its own. */
export interface PlaceFormat<P extends object> {
  readonly write: (ref: RecordRef) => P;
  readonly read: (place: P) => RecordRef;
}

/**
 * Series in a stored shard. In version 1 of the format, a held recovery and a tombstone are recognised by
 * their fields, and `untold` is the older word for unsent. For a tombstone, `startedAt` is its first end, and
 * `toldAt` the time at which COC took its resolve.
 */
interface StoredSeries<P extends object> {
  readonly alarmId: string;
  readonly state: 'firing' | 'resolved';
  readonly episode?: string;
  readonly startedAt: number;
  readonly toldAt?: number;
  readonly held?: HeldRecovery;
  readonly body?: P & { readonly seq: number; readonly reassertion: boolean };
  readonly untold?: readonly Unsent[];
}

/** Shard in the JSON form that journals store. */
export interface StoredShard<P extends object> {
  readonly position: number;
  readonly episodes: readonly StoredSeries<P>[];
  readonly incidents: readonly Incident[];
}

/**
 * The checksum was right, so that elements are checked and not copied. Copies would double the memory of a
 * start.
 */
const storedShard = z.object({
  position: z.int(),
  episodes: z.array(
    z.custom((value) => hasTexts(value, 'alarmId') && ['firing', 'resolved'].includes(value.state ?? '')),
  ),
  incidents: z.array(z.custom((value) => hasTexts(value, 'key'))),
});

function hasTexts(value: unknown, identity: string): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return false;
  return [identity, 'state'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}

/** Converts a shard into its stored form. */
export function encodeShard<P extends object>(shard: LedgerShard, places: PlaceFormat<P>): StoredShard<P> {
  const { position, series, incidents } = shard;
  return { position, episodes: series.map((one) => encodeSeries(one, places)), incidents };
}

function encodeSeries<P extends object>(series: Series, places: PlaceFormat<P>): StoredSeries<P> {
  if (series.state === 'tombstone') return encodeTombstone(series);
  const { state, unsent, lastAlarm, ...facts } = series;
  return {
    ...facts,
    state: state === 'firing' ? 'firing' : 'resolved',
    ...(unsent && { untold: unsent }),
    ...(lastAlarm && { body: encodePlace(lastAlarm, places) }),
  };
}

function encodeTombstone<P extends object>(tombstone: Tombstone): StoredSeries<P> {
  const { unsent, firstEndedAt, resolveToldAt, ...facts } = tombstone;
  return {
    ...facts,
    startedAt: firstEndedAt,
    ...(resolveToldAt !== undefined && { toldAt: resolveToldAt }),
    state: 'resolved',
    ...(unsent && { untold: unsent }),
  };
}

function encodePlace<P extends object>({ ref, seq, reassertion }: LastAlarm, places: PlaceFormat<P>) {
  return { ...places.write(ref), seq, reassertion };
}

/**
 * Converts a shard from its stored form.
 *
 * @throws {ZodError} when it has another form
 */
export function decodeShard<P extends object>(stored: unknown, places: PlaceFormat<P>): LedgerShard {
  storedShard.parse(stored);
  const { position, episodes, incidents } = stored as StoredShard<P>;
  return {
    position,
    series: episodes.map((one) => decodeSeries(one, places)),
    incidents: incidents.map(decodeIncident),
  };
}

/** Makes one copy only: a start reads fifty thousand. */
function decodeSeries<P extends object>(stored: StoredSeries<P>, places: PlaceFormat<P>): Series {
  const state = stateOf(stored);
  if (state === 'tombstone') return decodeTombstone(stored);
  const { state: _, held, body, untold, ...facts } = stored;
  const series: Record<string, unknown> = facts;
  series.state = state;
  if (held) series.held = held;
  if (untold) series.unsent = untold;
  if (body) series.lastAlarm = { seq: body.seq, ref: places.read(body), reassertion: body.reassertion };
  return series as unknown as Series;
}

function decodeTombstone<P extends object>(stored: StoredSeries<P>): Series {
  const { startedAt, toldAt, untold, ...facts } = stored;
  const series: Record<string, unknown> = facts;
  series.state = 'tombstone';
  series.firstEndedAt = startedAt;
  if (toldAt !== undefined) series.resolveToldAt = toldAt;
  if (untold) series.unsent = untold;
  return series as unknown as Series;
}

function stateOf<P extends object>({ state, episode, held }: StoredSeries<P>): Series['state'] {
  if (state === 'firing') return 'firing';
  if (episode === undefined) return 'tombstone';
  return held ? 'recovering' : 'resolved';
}

/** Adds fields that older versions did not write. */
function decodeIncident(stored: Incident): Incident {
  if (stored.state === 'failed' || stored.state === 'cancelled')
    return stored.changedAt === undefined ? { ...stored, changedAt: stored.requestedAt } : stored;
  if (!isInCoc(stored)) return stored;
  const openedAt = stored.openedAt ?? stored.requestedAt;
  return stored.changedAt === undefined || stored.openedAt === undefined
    ? { ...stored, openedAt, changedAt: stored.changedAt ?? openedAt }
    : stored;
}
