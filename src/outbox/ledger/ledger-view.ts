import type { AlarmId } from '../../alerts/alert.ts';
import type { IncidentKey } from '../events/entry.ts';
import type { Incident } from './incident.ts';
import { episodeOf, isActive, type Series } from './series.ts';

/** Series and incidents, as decisions read them. */
export interface LedgerView {
  series(alarmId: AlarmId): Series | undefined;
  incident(key: IncidentKey): Incident | undefined;
}

/** Further facts that decisions about incidents read. */
export interface IncidentView extends LedgerView {
  /** Latest incident of a correlation; see `correlationIdOf`. */
  latestIncident(correlation: string): Incident | undefined;
  /** True when an alarm of an incident fires, or its recovery is held back. */
  fires(incident: Incident): boolean;
  /** Number of firing episodes that are linked to an incident, without the one that asked for it. */
  linkedFiring(key: IncidentKey): number;
  /** Incidents that count towards the budgets at this time, epoch ms. */
  spentIncidents(now: number): Iterable<Incident>;
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

/** True when the episode that asked for an incident fires. */
export function ownerFires(view: LedgerView, { alarmId, episode }: Incident): boolean {
  const known = view.series(alarmId);
  return known !== undefined && episodeOf(known) === episode && isActive(known);
}
