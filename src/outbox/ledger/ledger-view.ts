import type { AlarmId } from '../../alerts/alert.ts';
import type { IncidentKey } from '../events/entry.ts';
import type { Incident } from './incident.ts';
import { episodeOf, isActive, type Series } from './series.ts';

/** The series and incidents that decisions read. */
export interface LedgerView {
  series(alarmId: AlarmId): Series | undefined;
  incident(key: IncidentKey): Incident | undefined;
}

/** What decisions about incidents read besides. */
export interface IncidentView extends LedgerView {
  /** The latest incident of a correlation; see `correlationIdOf`. */
  latestIncident(correlation: string): Incident | undefined;
  /** Whether an alarm of an incident fires, or its recovery is still held back. */
  fires(incident: Incident): boolean;
  /** How many episodes that fire are linked to an incident, besides the one that asked for it. */
  linkedFiring(key: IncidentKey): number;
  /** The incidents that count towards the budgets at a time, epoch ms. */
  spentIncidents(now: number): Iterable<Incident>;
}

/** The table that events are folded into. */
export interface LedgerTable extends LedgerView {
  putSeries(series: Series): void;
  putIncident(incident: Incident): void;
}

/** Whether the episode that asked for an incident fires. */
export function ownerFires(view: LedgerView, { alarmId, episode }: Incident): boolean {
  const known = view.series(alarmId);
  return known !== undefined && episodeOf(known) === episode && isActive(known);
}
