import type { AlarmLevel } from '../../alerts/alert.ts';
import type { Target } from '../../alerts/target.ts';
import type { Collapsed, EpisodeId, ReportAlarm } from '../events/entry.ts';
import { hash53 } from '../events/hash.ts';

/** Queued entry of a series, with the facts that a later alarm needs to replace it. */
export interface Unsent {
  readonly entry: number;
  readonly episode: EpisodeId;
  readonly status: 'alarm' | 'ok';
  readonly level: AlarmLevel;
  /** Time of the event, epoch ms. */
  readonly time: number;
  readonly integration: string;
  /** {@link cocPlaceOf} its alarm. Absent for one of an older version. */
  readonly place?: number;
  /** Set when it asks for an incident. */
  readonly incident?: true;
  /** Set when it is a reassertion. */
  readonly reassertion?: true;
  /** Earlier alarms that it replaces itself. */
  readonly collapsed?: Collapsed;
  /** Set for the alarm of a late-looking fire, which waits in case a resolve follows. */
  readonly parked?: Parking;
}

/** Wait of a parked alarm: the time at which it was queued, and the time until which it waits, epoch ms. */
export interface Parking {
  readonly at: number;
  readonly until: number;
}

/**
 * Most entries remembered for a series at each integration. More than these wait only where entries do not collapse.
 */
export const MOST_UNSENT = 4;

/** The entries that wait for one integration. */
export function unsentAt(unsent: readonly Unsent[] = [], integration: string): readonly Unsent[] {
  return unsent.filter((one) => one.integration === integration);
}

/** Digest of the place where COC keeps an alarm. */
export function cocPlaceOf({ integration, applicationId, regionId }: Target): number {
  return hash53([integration, applicationId, regionId].join('\n'));
}

/** End of an alarm that COC refused where it may show the alarm, kept as a dead letter. */
export interface RefusedEnd extends Pick<Unsent, 'episode' | 'integration' | 'place'> {
  readonly deadLetter: string;
}

/** Place of an entry. One of an older version tells its integration only. */
type UnsentPlace = Pick<Unsent, 'integration' | 'place'>;

/** True when two entries are for the same place, as far as is known. */
export function isSamePlace(one: UnsentPlace, other: UnsentPlace): boolean {
  const areKnown = one.place !== undefined && other.place !== undefined;
  return areKnown ? one.place === other.place : one.integration === other.integration;
}

/** True when an entry is for the place of an alarm. */
export function isForPlace(one: UnsentPlace, { integration, ...rest }: Target): boolean {
  return isSamePlace(one, { integration, place: cocPlaceOf({ integration, ...rest }) });
}

/** Adds a queued entry to the waiting entries of a series. */
export function withQueued(
  unsent: readonly Unsent[] = [],
  entry: number,
  { alarm, episode, incident, reassertion, collapsed }: ReportAlarm,
  parked?: Parking,
): readonly Unsent[] {
  const { alarmStatus: status, alarmLevel: level, time, integration } = alarm;
  const added: Unsent = {
    entry,
    episode,
    status,
    level,
    time,
    integration,
    place: cocPlaceOf(alarm),
    ...(incident && { incident: true }),
    ...(reassertion && { reassertion }),
    ...(collapsed && { collapsed }),
    ...(parked && { parked }),
  };
  const tooMany = unsentAt(unsent, integration).slice(0, 1 - MOST_UNSENT);
  return [...unsent.filter((one) => !tooMany.includes(one)), added];
}

/** Removes an entry from the waiting entries of a series. Returns undefined when none is left. */
export function withoutEntry(unsent: readonly Unsent[], entry: number): readonly Unsent[] | undefined {
  const left = unsent.filter((one) => one.entry !== entry);
  return left.length === 0 ? undefined : left;
}
