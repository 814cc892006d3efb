import type { IncidentKey } from '../events/entry.ts';
import { type Incident, isFollowed } from './incident.ts';
import { isActive, type Series } from './series.ts';

/** A budget counts the incidents that were asked for within this long, ms. */
export const BUDGET_WINDOW_MS = 3_600_000;

/** What an alarm's incident is found by: one that is of one episode alone is found by its key. */
export function correlationIdOf(
  incident: Pick<Incident, 'policy' | 'correlation' | 'storm'>,
): string | undefined {
  if (incident.storm === 'all') return 'storm';
  if (incident.storm === 'policy') return `storm/${incident.policy}`;
  return incident.correlation === undefined ? undefined : `${incident.policy}/${incident.correlation}`;
}

/** Whether an incident counts towards the budgets: it was asked for, and its time is not over. */
function isSpent(incident: Incident, now: number): boolean {
  return !incident.storm && incident.state !== 'cancelled' && now - incident.requestedAt < BUDGET_WINDOW_MS;
}

/** Whether one incident was asked for after another; the keys of those that are shared hold a number that grows. */
function isLater(one: Incident, other: Incident): boolean {
  if (one.requestedAt !== other.requestedAt) return one.requestedAt > other.requestedAt;
  return one.key.length === other.key.length ? one.key > other.key : one.key.length > other.key.length;
}

/**
 * What follows from the episodes and incidents of a ledger, so that nothing has to be searched: how many episodes that
 * fire belong to an incident, the latest incident of each correlation, and those that were asked for within the hour.
 * Never stored; of a draft it holds only what differs from its base.
 */
export class IncidentIndex {
  readonly #firing = new Map<IncidentKey, number>();
  readonly #latest = new Map<string, IncidentKey>();
  readonly #recent = new Set<IncidentKey>();
  readonly #followed = new Set<IncidentKey>();

  /** A series changed. */
  noteSeries(before: Series | undefined, after: Series): void {
    this.#count(before, -1);
    this.#count(after, 1);
  }

  /** An incident is new; `latest` is the one that its alarms were found to belong to before. */
  noteIncident(made: Incident, latest: Incident | undefined): void {
    const correlation = correlationIdOf(made);
    if (correlation !== undefined && (!latest || isLater(made, latest)))
      this.#latest.set(correlation, made.key);
    if (!made.storm) this.#recent.add(made.key);
  }

  /** The state of an incident may be another one. */
  noteState(incident: Incident): void {
    if (isFollowed(incident)) this.#followed.add(incident.key);
    else this.#followed.delete(incident.key);
  }

  /** The incidents that COC has and people may change. */
  followed(): ReadonlySet<IncidentKey> {
    return this.#followed;
  }

  /** An incident is forgotten. */
  forget({ key, ...incident }: Incident): void {
    const correlation = correlationIdOf(incident);
    if (correlation !== undefined && this.#latest.get(correlation) === key) this.#latest.delete(correlation);
    this.#recent.delete(key);
    this.#followed.delete(key);
    this.#firing.delete(key);
  }

  /** How many linked episodes of an incident fire. */
  firing(key: IncidentKey): number {
    return this.#firing.get(key) ?? 0;
  }

  latest(correlation: string): IncidentKey | undefined {
    return this.#latest.get(correlation);
  }

  /** The incidents that count towards a budget. What does not any more is not looked at again. */
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
