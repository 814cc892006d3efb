import type { AlarmId, AlarmLevel } from '../../alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../events/entry.ts';
import type { EventRef } from '../ports/record-ref.ts';
import type { Unsent } from './unsent.ts';

/** The last alarm of an episode that says that it fires: its place in the journal, to be told again from there. */
export interface LastAlarm extends EventRef {
  /** It was itself a re-assertion of an earlier one. */
  readonly reassertion: boolean;
}

/** A recovery that is held back for `alarm.resolveHold`: its entry, and until when, epoch ms. */
export interface HeldRecovery {
  readonly entry: number;
  readonly until: number;
}

interface SeriesFacts {
  readonly alarmId: AlarmId;
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly level: AlarmLevel;
  /** When the problem began, by the source's clock, epoch ms; of a tombstone, when it ended. */
  readonly startedAt: number;
  /** When we last heard of it, epoch ms. */
  readonly lastSeenAt: number;
  /** When COC took the last alarm, epoch ms; of a tombstone, when it took its end. */
  readonly toldAt?: number;
  /** The last entries of the series that wait to be delivered, oldest first. */
  readonly unsent?: readonly Unsent[];
}

interface EpisodeFacts extends SeriesFacts {
  readonly episode: EpisodeId;
  /** When it was found stale, epoch ms; what was heard of it since counts more. */
  readonly staleAt?: number;
  /** The configuration under which COC refused an alarm of this episode. */
  readonly refusedUnder?: string;
  /** Digest of what was told to COC besides the level, as far as its changes count. */
  readonly content?: string;
  /** The incident that this episode belongs to, unless it is that of this episode alone. */
  readonly incident?: IncidentKey;
  /** How often the problem came back while its recovery was held back. */
  readonly flaps?: number;
  readonly lastAlarm?: LastAlarm;
  /** COC took an alarm of this episode that fires. */
  readonly cocFires?: true;
}

interface End {
  /** When it ended, by the source's clock, epoch ms. */
  readonly endedAt: number;
  /** When we were told that it ended, epoch ms. */
  readonly closedAt: number;
}

/** A series whose problem is there. */
export interface FiringSeries extends EpisodeFacts {
  readonly state: 'firing';
}

/** A series whose problem is over, which COC is not told yet: it may come back. */
export interface RecoveringSeries extends EpisodeFacts, End {
  readonly state: 'recovering';
  readonly held: HeldRecovery;
}

/** A series whose problem is over. */
export interface ResolvedSeries extends EpisodeFacts, End {
  readonly state: 'resolved';
}

/** A resolve that came without, or before, its fire: kept, so that the fire is recognised as late. */
export interface Tombstone extends SeriesFacts, End {
  readonly state: 'tombstone';
}

/**
 * What is known of one series. States: absent -> firing -> (recovering ->) resolved -> firing (a new episode) ...;
 * recovering -> firing, in the same episode, when the problem comes back; absent -> tombstone -> firing.
 */
export type Series = FiringSeries | RecoveringSeries | ResolvedSeries | Tombstone;

/** A series with an episode: open, or the last one. */
export type EpisodeSeries = Exclude<Series, Tombstone>;

/** The episode of a series; undefined of a tombstone. */
export function episodeOf(series: Series | undefined): EpisodeId | undefined {
  return series === undefined || series.state === 'tombstone' ? undefined : series.episode;
}

/** The configuration under which COC refused the last episode of a series. */
export function refusedUnderOf(series: Series | undefined): string | undefined {
  return series === undefined || series.state === 'tombstone' ? undefined : series.refusedUnder;
}

/** The two states that operators and metrics know: a recovery that is held back, and a tombstone, are over. */
export function shownState({ state }: Pick<Series, 'state'>): 'firing' | 'resolved' {
  return state === 'firing' ? 'firing' : 'resolved';
}

/** Whether it fires, or its recovery is held back: for COC it is not over. */
export function isActive({ state }: Pick<Series, 'state'>): boolean {
  return state === 'firing' || state === 'recovering';
}

/** Whether it is over, and nothing of it waits to be delivered. */
export function isSettled(series: Pick<Series, 'state' | 'unsent'>): boolean {
  return !isActive(series) && series.unsent === undefined;
}

/** Whether nothing was heard of it for too long, and still is not. */
export function isStale(series: Series): boolean {
  return series.state !== 'tombstone' && series.staleAt !== undefined && series.staleAt >= series.lastSeenAt;
}
