import type { AlarmId } from '../../alerts/alert.ts';
import type { IncidentKey } from '../events/entry.ts';
import type { Incident } from './incident.ts';
import { type EpisodeSeries, episodeOf, isActive, type Series } from './series.ts';

/** Series and incidents, as decisions read them. */
export interface LedgerView {
  series(alarmId: AlarmId): Series | undefined;
  incident(key: IncidentKey): Incident | undefined;
}

/** Series, as they are found for alerts. */
export interface IdentityView extends Pick<LedgerView, 'series'> {
  /** Alarms with another id that alerts with this one are about, as their source had another name before. */
  renamedAlarms(id: AlarmId): Iterable<AlarmId>;
}

/** Further facts that decisions about incidents read. */
export interface IncidentView extends LedgerView, IdentityView {
  /** All incidents, in no particular order. */
  everyIncident(): Iterable<Incident>;
  /** Latest incident of a correlation; see `correlationIdOf`. */
  latestIncident(correlation: string): Incident | undefined;
  /** True when an alarm of an incident fires, or its recovery is held back. */
  fires(incident: Incident): boolean;
  /** Alarms with a firing episode that is linked to an incident. */
  linkedAlarms(key: IncidentKey): Iterable<AlarmId>;
  /** Number of firing episodes that are linked to an incident, without the one that asked for it. */
  linkedFiring(key: IncidentKey): number;
  /** Incidents that count towards the budgets at this time, epoch ms. */
  spentIncidents(now: number): Iterable<Incident>;
}

/** Returns the alarms of an incident that fire, or whose recovery is held back, the one that fires longest first. */
export function firingAlarms(view: IncidentView, incident: Incident): readonly EpisodeSeries[] {
  const owner = firingOwner(view, incident);
  const found = new Map(owner ? [[owner.alarmId, owner]] : []);
  for (const alarmId of view.linkedAlarms(incident.key)) {
    const series = view.series(alarmId);
    if (series && series.state !== 'tombstone') found.set(alarmId, series);
  }
  return [...found.values()].sort((a, b) => a.startedAt - b.startedAt);
}

/** Table into which events are folded. */
export interface LedgerTable extends LedgerView {
  putSeries(series: Series): void;
  putIncident(incident: Incident): void;
  /** Replaces all that an event with this sequence number may change. */
  changeAll(seq: number, change: ChangeOfAll): void;
}

/** Change of everything in a ledger. */
export interface ChangeOfAll {
  readonly series: (before: Series) => Series;
  readonly incident: (before: Incident) => Incident;
}

/**
 * Returns the series that asked for an incident, while that episode fires and has no other incident by now.
 */
export function firingOwner(
  view: LedgerView,
  { key, alarmId, episode }: Incident,
): EpisodeSeries | undefined {
  const known = view.series(alarmId);
  if (known === undefined || known.state === 'tombstone' || !isActive(known)) return undefined;
  return episodeOf(known) === episode && (known.incident ?? key) === key ? known : undefined;
}
