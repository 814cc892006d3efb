import type { AlarmId, AlarmLevel } from '../../alerts/alert.ts';
import type { Target } from '../../alerts/target.ts';
import type { EpisodeId, IncidentKey } from '../events/entry.ts';
import type { Heard } from '../events/heard.ts';
import type { EventRef } from '../ports/record-ref.ts';
import type { RefusedEnd, Unsent } from './unsent.ts';

/** Last firing alarm of an episode: its place in the journal, from where it can be sent again. */
export interface LastAlarm extends EventRef {
  /** True when it was itself a reassertion of an earlier one. */
  readonly reassertion: boolean;
}

/** Recovery that is held back for `alarm.resolveHold`: its entry, and the end of the wait, epoch ms. */
export interface HeldRecovery {
  readonly entry: number;
  readonly until: number;
}

interface SeriesFacts {
  readonly alarmId: AlarmId;
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  /**
   * Name that its source had when the series was first opened, where it has another one now. It is part of the alarm id
   * for good; see `idInAlerts`.
   */
  readonly openedBy?: string;
  readonly level: AlarmLevel;
  /** Time of its last alert, epoch ms. */
  readonly lastSeenAt: number;
  /** Last entries of the series that wait to be delivered, oldest first. */
  readonly unsent?: readonly Unsent[];
  /** Ends that COC refused and that are still owed: it took nothing newer at their places. */
  readonly refusedEnds?: readonly RefusedEnd[];
  /** Newest facts in the source's own order, where the other fields do not tell them. */
  readonly heard?: Heard;
}

interface EpisodeFacts extends SeriesFacts {
  readonly episode: EpisodeId;
  /** Begin of the problem by the source's clock, epoch ms. */
  readonly startedAt: number;
  /** Time at which COC took the last alarm, epoch ms. */
  readonly toldAt?: number;
  /** Time at which it was found stale, epoch ms. A later alert ends that. */
  readonly staleAt?: number;
  /** Configuration under which COC refused an alarm of this episode. */
  readonly refusedUnder?: string;
  /** Configuration by which it needs no other incident, although its own has ended. */
  readonly unwantedUnder?: string;
  /** Digest of the texts sent to COC, as far as their changes count. */
  readonly content?: string;
  /** Incident of this episode, unless the incident belongs to this episode alone. */
  readonly incident?: IncidentKey;
  /** Time since which it belongs to that incident, epoch ms. Absent in records of older versions. */
  readonly linkedAt?: number;
  /** Name of the resource, for the texts of that incident. */
  readonly resource?: string;
  /** Incident of the episode before this one, if that had one. */
  readonly pastIncident?: IncidentKey;
  /** Number of times the problem came back while its recovery was held back. */
  readonly flaps?: number;
  readonly lastAlarm?: LastAlarm;
  /** Where its alarms are sent. Absent for an episode of an older version, until its next alarm. */
  readonly target?: Target;
  /** Set once COC took a firing alarm of this episode. */
  readonly cocFires?: true;
}

interface End {
  /** End by the source's clock, epoch ms. */
  readonly endedAt: number;
  /** Time at which the agent learned of the end, epoch ms. */
  readonly closedAt: number;
}

/** Series whose problem exists. */
export interface FiringSeries extends EpisodeFacts {
  readonly state: 'firing';
}

/** Series whose problem is over, but COC does not know yet, because it may come back. */
export interface RecoveringSeries extends EpisodeFacts, End {
  readonly state: 'recovering';
  readonly held: HeldRecovery;
}

/** Series whose problem is over. */
export interface ResolvedSeries extends EpisodeFacts, End {
  readonly state: 'resolved';
}

/** Resolve that came without, or before, its fire. It is kept so that the fire is recognised as late. */
export interface Tombstone extends SeriesFacts, End {
  readonly state: 'tombstone';
  /** End that its first resolve told, epoch ms. A later resolve changes `endedAt` only. */
  readonly firstEndedAt: number;
  /** Time at which COC took the resolve, epoch ms. Absent when COC never took one. */
  readonly resolveToldAt?: number;
}

/**
 * Known facts of one series.
 *
 * States: absent -> firing -> resolved -> firing (a new episode) and so on. With a hold time: firing ->
 * recovering -> resolved, or recovering -> firing in the same episode when the problem comes back. A resolve
 * without a fire: absent -> tombstone -> firing. A late-looking fire: resolved -> firing, with an alarm that is
 * parked (`unsent.ts`); a resolve before it is sent ends the episode, and COC hears of neither.
 */
export type Series = FiringSeries | RecoveringSeries | ResolvedSeries | Tombstone;

/** Series with an episode, which is open or the last one. */
export type EpisodeSeries = Exclude<Series, Tombstone>;

/** Returns the episode of a series; undefined for a tombstone. */
export function episodeOf(series: Series | undefined): EpisodeId | undefined {
  return series === undefined || series.state === 'tombstone' ? undefined : series.episode;
}

/** Returns the name of the incident that an episode has, if it has one. Where it shares none, that is its own. */
export function incidentOfEpisode({
  incident,
  episode,
}: Pick<EpisodeSeries, 'incident' | 'episode'>): IncidentKey {
  return incident ?? (episode as string as IncidentKey);
}

/**
 * Returns the begin of the problem, epoch ms. A tombstone has none; the end that it learned of first stands in,
 * because it never changes.
 */
export function shownStart(series: Series): number {
  return series.state === 'tombstone' ? series.firstEndedAt : series.startedAt;
}

/** Returns the time at which COC took the last alarm of a series, epoch ms: for a tombstone, its resolve. */
export function toldAtOf(series: Series): number | undefined {
  return series.state === 'tombstone' ? series.resolveToldAt : series.toldAt;
}

/** Returns the configuration under which COC refused the last episode of a series. */
export function refusedUnderOf(series: Series | undefined): string | undefined {
  return series === undefined || series.state === 'tombstone' ? undefined : series.refusedUnder;
}

/** Returns the state that operators and metrics see. A held recovery and a tombstone count as resolved. */
export function shownState({ state }: Pick<Series, 'state'>): 'firing' | 'resolved' {
  return state === 'firing' ? 'firing' : 'resolved';
}

/** True when it fires, or its recovery is held back. For COC it is not over. */
export function isActive({ state }: Pick<Series, 'state'>): boolean {
  return state === 'firing' || state === 'recovering';
}

/** True when it is over and none of its entries waits to be delivered. */
export function isSettled(series: Pick<Series, 'state' | 'unsent'>): boolean {
  return !isActive(series) && series.unsent === undefined;
}

/** True when no alert arrived for too long, and none has arrived since. */
export function isStale(series: Series): boolean {
  return series.state !== 'tombstone' && series.staleAt !== undefined && series.staleAt >= series.lastSeenAt;
}
