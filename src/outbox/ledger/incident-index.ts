import type { IncidentKey } from '../events/entry.ts';
import type { StormScope } from '../events/incident-event.ts';
import { type Incident, isDoubtful, isFollowed } from './incident.ts';
import { isActive, type Series } from './series.ts';

/** Period over which a budget counts requested incidents, ms. */
export const BUDGET_WINDOW_MS = 3_600_000;

/** Facts by which alarms share an incident. */
export interface Correlated {
  readonly policy: string;
  readonly correlation?: string | undefined;
  readonly storm?: StormScope | undefined;
}

/**
 * Returns the id by which an alarm finds a shared incident. An incident of one episode alone has none; it is
 * found by its key.
 */
export function correlationIdOf(incident: Correlated): string | undefined {
  if (incident.storm === 'all') return 'storm';
  if (incident.storm === 'policy') return `storm/${incident.policy}`;
  return incident.correlation === undefined ? undefined : `${incident.policy}/${incident.correlation}`;
}

/** True when an incident counts towards the budgets: it was requested within the period. */
function isSpent(incident: Incident, now: number): boolean {
  return !incident.storm && incident.state !== 'cancelled' && now - incident.requestedAt < BUDGET_WINDOW_MS;
}

/**
 * True when one incident was requested after another. The keys of shared incidents contain a growing number.
 */
function isLater(one: Incident, other: Incident): boolean {
  if (one.requestedAt !== other.requestedAt) return one.requestedAt > other.requestedAt;
  return one.key.length === other.key.length ? one.key > other.key : one.key.length > other.key.length;
}

/**
 * Index of a ledger, so that nothing must be searched: the number of firing episodes of each incident, the
 * latest incident of each correlation, the incidents requested within the hour, those that people may
 * change, and those of which COC may have more numbers. It is never stored. The index of a draft holds only the differences from its base.
 */
export class IncidentIndex {
  readonly #firing = new Map<IncidentKey, number>();
  readonly #latest = new Map<string, IncidentKey>();
  readonly #recent = new Set<IncidentKey>();
  readonly #followed = new Set<IncidentKey>();
  readonly #doubtful = new Set<IncidentKey>();

  /** Updates the index after a change of a series. */
  noteSeries(before: Series | undefined, after: Series): void {
    this.#count(before, -1);
    this.#count(after, 1);
  }

  /** Adds a new incident. `latest` is the incident that its correlation had before. */
  noteIncident(made: Incident, latest: Incident | undefined): void {
    const correlation = correlationIdOf(made);
    if (correlation !== undefined && (!latest || isLater(made, latest)))
      this.#latest.set(correlation, made.key);
    if (!made.storm) this.#recent.add(made.key);
  }

  /** Updates the index after a change of an incident's state. */
  noteState(incident: Incident): void {
    if (isFollowed(incident)) this.#followed.add(incident.key);
    else this.#followed.delete(incident.key);
    if (isDoubtful(incident)) this.#doubtful.add(incident.key);
    else this.#doubtful.delete(incident.key);
  }

  /** Incidents of which COC may have more numbers than the agent knows. */
  doubtful(): ReadonlySet<IncidentKey> {
    return this.#doubtful;
  }

  /** Incidents that exist in COC and that people may change. */
  followed(): ReadonlySet<IncidentKey> {
    return this.#followed;
  }

  /** Removes a forgotten incident. */
  forget({ key, ...incident }: Incident): void {
    const correlation = correlationIdOf(incident);
    if (correlation !== undefined && this.#latest.get(correlation) === key) this.#latest.delete(correlation);
    this.#recent.delete(key);
    this.#followed.delete(key);
    this.#doubtful.delete(key);
    this.#firing.delete(key);
  }

  /** Number of linked episodes of an incident that fire. */
  firing(key: IncidentKey): number {
    return this.#firing.get(key) ?? 0;
  }

  latest(correlation: string): IncidentKey | undefined {
    return this.#latest.get(correlation);
  }

  /** Incidents that count towards a budget. One that no longer counts is dropped from the index. */
  *spent(now: number, read: (key: IncidentKey) => Incident | undefined): IterableIterator<Incident> {
    for (const key of this.#recent) {
      const incident = read(key);
      if (incident && isSpent(incident, now)) yield incident;
      else this.#recent.delete(key);
    }
  }

  #count(series: Series | undefined, by: number): void {
    if (!series || series.state === 'tombstone' || !isActive(series) || series.incident === undefined) return;
    const firing = this.firing(series.incident) + by;
    if (firing === 0) this.#firing.delete(series.incident);
    else this.#firing.set(series.incident, firing);
  }
}
