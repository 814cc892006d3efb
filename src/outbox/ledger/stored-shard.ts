import { z } from 'zod';
import type { RecordRef } from '../ports/record-ref.ts';
import { type Incident, isInCoc } from './incident.ts';
import type { LedgerShard } from './ledger-shard.ts';
import type { EpisodeSeries, HeldRecovery, LastAlarm, Series, Tombstone } from './series.ts';
import type { Unsent } from './unsent.ts';

/** How a journal writes the place of a record into a stored shard, and reads it again. `P` is its JSON form. */
export interface PlaceFormat<P extends object> {
  readonly write: (ref: RecordRef) => P;
  readonly read: (place: P) => RecordRef;
}

/**
 * A series in a stored shard. Format of version 1: a held recovery and a tombstone are told by the fields that they have,
 * and `untold` is the older word for unsent.
 */
interface StoredSeries<P extends object> {
  readonly alarmId: string;
  readonly state: 'firing' | 'resolved';
  readonly episode?: string;
  readonly held?: HeldRecovery;
  readonly body?: P & { readonly seq: number; readonly reassertion: boolean };
  readonly untold?: readonly Unsent[];
}

/** A shard in the form in which journals store it: JSON. */
export interface StoredShard<P extends object> {
  readonly position: number;
  readonly episodes: readonly StoredSeries<P>[];
  readonly incidents: readonly Incident[];
}

/** Its checksum held, so the elements are only looked at: copies of them would double the memory of a start. */
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

/** Writes a shard into its stored form. */
export function encodeShard<P extends object>(shard: LedgerShard, places: PlaceFormat<P>): StoredShard<P> {
  const { position, series, incidents } = shard;
  return { position, episodes: series.map((one) => encodeSeries(one, places)), incidents };
}

function encodeSeries<P extends object>(series: Series, places: PlaceFormat<P>): StoredSeries<P> {
  const { state, unsent, lastAlarm, ...facts } = series as EpisodeSeries;
  return {
    ...facts,
    state: state === 'firing' ? 'firing' : 'resolved',
    ...(unsent && { untold: unsent }),
    ...(lastAlarm && { body: encodePlace(lastAlarm, places) }),
  };
}

function encodePlace<P extends object>({ ref, seq, reassertion }: LastAlarm, places: PlaceFormat<P>) {
  return { ...places.write(ref), seq, reassertion };
}

/** Reads the stored form of a shard. @throws {ZodError} when it is none. */
export function decodeShard<P extends object>(stored: unknown, places: PlaceFormat<P>): LedgerShard {
  storedShard.parse(stored);
  const { position, episodes, incidents } = stored as StoredShard<P>;
  return {
    position,
    series: episodes.map((one) => decodeSeries(one, places)),
    incidents: incidents.map(decodeIncident),
  };
}

function decodeSeries<P extends object>(stored: StoredSeries<P>, places: PlaceFormat<P>): Series {
  const { state, held, body, untold, ...facts } = stored;
  const common = { ...facts, ...(untold && { unsent: untold }) } as unknown as EpisodeSeries;
  if (state === 'resolved' && stored.episode === undefined)
    return { ...(common as unknown as Tombstone), state: 'tombstone' };
  const { seq, reassertion } = body ?? {};
  const lastAlarm = body && { seq, ref: places.read(body), reassertion };
  const series = { ...common, ...(lastAlarm && { lastAlarm }) } as EpisodeSeries;
  if (state === 'firing') return { ...series, state: 'firing' } as Series;
  return { ...series, ...(held ? { state: 'recovering', held } : { state: 'resolved' }) } as Series;
}

/** Fills in what older versions did not write. */
function decodeIncident(stored: Incident): Incident {
  if (!isInCoc(stored)) return stored;
  const openedAt = stored.openedAt ?? stored.requestedAt;
  return stored.changedAt === undefined || stored.openedAt === undefined
    ? { ...stored, openedAt, changedAt: stored.changedAt ?? openedAt }
    : stored;
}
