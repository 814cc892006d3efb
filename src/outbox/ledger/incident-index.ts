import type { AlarmId } from '../../alerts/alert.ts';
import type { IncidentKey } from '../events/entry.ts';
import type { StormScope } from '../events/incident-event.ts';
import { type Incident, isDoubtful, isEndedOrRefused, isFollowed } from './incident.ts';
import { isActive, type Series } from './series.ts';

/** Period over which a budget counts requested incidents, ms. */
export const BUDGET_WINDOW_MS = 3_600_000;

/** Facts by which alarms share an incident. */
export interface Correlated {
  readonly policy: string;
  readonly correlation?: string | undefined;
  readonly storm?: StormScope | undefined;
  /** Level of a storm incident in COC. */
  readonly level?: string | undefined;
}

/**
 * Returns the id by which an alarm finds a shared incident. An incident of one episode alone has none; it is
 * found by its key.
 */
export function correlationIdOf(incident: Correlated): string | undefined {
  const { storm, level = '' } = incident;
  // Whichever budget is spent: each policy has people of its own.
  if (storm) return `storm/${level}/${incident.policy}`;
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
  readonly #linked = new Map<IncidentKey, Set<AlarmId>>();
  /** Only of a draft: firing alarms of the base that no longer fire, or belong to another incident. */
  readonly #unlinked = new Map<IncidentKey, Set<AlarmId>>();
  readonly #latest = new Map<string, IncidentKey>();
  readonly #recent = new Set<IncidentKey>();
  readonly #followed = new Set<IncidentKey>();
  readonly #doubtful = new Set<IncidentKey>();
  /** Incidents that may have ended while alarms of them fire. */
  readonly #suspects = new Set<IncidentKey>();

  /** Updates the index after a change of a series. */
  noteSeries(before: Series | undefined, after: Series): void {
    const [from, to] = [linkOf(before), linkOf(after)];
    if (from === to) return;
    if (from !== undefined) move(after.alarmId, from, { out: this.#linked, into: this.#unlinked });
    if (to === undefined) return;
    move(after.alarmId, to, { out: this.#unlinked, into: this.#linked });
    this.#suspects.add(to);
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
    if (isEndedOrRefused(incident)) this.#suspects.add(incident.key);
  }

  /** Incidents that may have ended, or were refused, while alarms of them fire. One that a reader finds innocent is dropped with {@link clear}. */
  suspects(): ReadonlySet<IncidentKey> {
    return this.#suspects;
  }

  /** Drops a suspect, until it ends or another alarm joins it. */
  clear(key: IncidentKey): void {
    this.#suspects.delete(key);
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
    this.#suspects.delete(key);
    this.#linked.delete(key);
  }

  /** Number of linked episodes of an incident that fire. In a draft, the difference from its base. */
  firing(key: IncidentKey): number {
    return (this.#linked.get(key)?.size ?? 0) - (this.#unlinked.get(key)?.size ?? 0);
  }

  /** Alarms with a linked episode that fires. In a draft, those that the base does not know. */
  linked(key: IncidentKey): Iterable<AlarmId> {
    return this.#linked.get(key) ?? [];
  }

  /** Only of a draft: alarms of the base for which that is so no longer. */
  isUnlinked(key: IncidentKey, alarmId: AlarmId): boolean {
    return this.#unlinked.get(key)?.has(alarmId) === true;
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
}

/** Incident to which the firing episode of a series is linked. */
function linkOf(series: Series | undefined): IncidentKey | undefined {
  if (!series || series.state === 'tombstone' || !isActive(series)) return undefined;
  return series.incident;
}

type Alarms = Map<IncidentKey, Set<AlarmId>>;

/** Takes an alarm out of one table, or puts it into the other one where it was not in the first. */
function move(
  alarmId: AlarmId,
  key: IncidentKey,
  { out, into }: { readonly out: Alarms; readonly into: Alarms },
): void {
  const from = out.get(key);
  if (from?.delete(alarmId)) {
    if (from.size === 0) out.delete(key);
    return;
  }
  const alarms = into.get(key) ?? new Set();
  into.set(key, alarms.add(alarmId));
}
