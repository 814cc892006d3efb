import type { AlarmId } from '../../alerts/alert.ts';
import { type IncidentKey, incidentKeyOf } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import { LEDGER_SHARDS, shardOf } from '../events/hash.ts';
import { foldIncident, type Incident, OPEN_STATES } from './incident.ts';
import { correlationOf, IncidentIndex } from './incident-index.ts';
import { type EventContext, foldSeries, isActive, isSettled, type Series } from './series.ts';

/** What decisions read: the series and incidents that we know. */
export interface LedgerView {
  series(alarmId: AlarmId): Series | undefined;
  incident(key: IncidentKey): Incident | undefined;
}

/** What decisions about incidents read. */
export interface IncidentView extends LedgerView {
  /** The latest incident of a correlation; see `correlationOf`. */
  latestIncident(correlation: string): Incident | undefined;
  /** Whether an alarm of an incident fires, or its recovery is still held back. */
  fires(incident: Incident): boolean;
  /** How many episodes that fire are linked to an incident, besides the one that asked for it. */
  linkedFiring(key: IncidentKey): number;
  /** The incidents that count towards the budgets at a time, epoch ms. */
  spentIncidents(now: number): Iterable<Incident>;
}

/** What events are folded into. */
export interface LedgerTable extends LedgerView {
  putSeries(episode: Series): void;
  putIncident(incident: Incident): void;
}

/** Whether the episode that asked for an incident fires. */
export function ownerFires(view: LedgerView, { alarmId, episode }: Incident): boolean {
  const known = view.series(alarmId);
  return known?.episode === episode && isActive(known);
}

/** An incident that stays open in COC is followed for so much longer than what ended is remembered: 31 days, as in COC. */
const FOLLOWED_FOR_MS = 29 * 86_400_000;

/** One shard of the ledger as it is stored: it holds every event up to `position`, that one included. */
export interface LedgerShard {
  readonly position: number;
  readonly episodes: readonly Series[];
  readonly incidents: readonly Incident[];
}

/** The alarm that an event tells of. */
export function alarmOf(event: OutboxEvent): AlarmId | undefined {
  if (event.type === 'alert.unreadable' || event.type === 'entry.lost') return undefined;
  if (event.type !== 'entry.queued') return event.alarmId;
  return event.body.kind === 'report-alarm' ? event.body.alarm.alarmId : event.body.alarmId;
}

/** The incident that an event tells of, where it changes one rather than a series. */
export function keyOf(event: OutboxEvent): IncidentKey | undefined {
  if (event.type === 'entry.queued') return incidentKeyOf(event.body);
  return 'key' in event ? event.key : undefined;
}

/** The ledger shard whose content an event may change. */
export function ledgerShardOf(event: OutboxEvent): number | undefined {
  const id = keyOf(event) ?? alarmOf(event);
  return id === undefined ? undefined : shardOf(id);
}

/** Folds one event into the episode or the incident that it tells of. */
export function foldInto(table: LedgerTable, event: OutboxEvent, context: EventContext): void {
  const key = keyOf(event);
  if (key !== undefined) {
    const before = table.incident(key);
    const after = foldIncident(before, event, context.at);
    if (after && after !== before) table.putIncident(after);
    return;
  }
  const alarmId = alarmOf(event);
  if (alarmId === undefined) return;
  const before = table.series(alarmId);
  const after = foldSeries(before, event, context);
  if (after && after !== before) table.putSeries(after);
}

interface Shard {
  readonly episodes: Map<AlarmId, Series>;
  readonly incidents: Map<IncidentKey, Incident>;
  /** Sequence number of the last event that its stored form holds; -1 when nothing is stored. */
  position: number;
}

/** The alarm ledger: every series that fires or fired lately, and every incident. Sharded, so that it is stored in parts. */
export class Ledger implements IncidentView {
  readonly #shards: readonly Shard[] = Array.from({ length: LEDGER_SHARDS }, () => ({
    episodes: new Map(),
    incidents: new Map(),
    position: -1,
  }));

  readonly #index = new IncidentIndex();
  /** How many series of each source are known. */
  readonly #series = new Map<string, number>();
  readonly #table: LedgerTable = {
    series: (alarmId) => this.series(alarmId),
    incident: (key) => this.incident(key),
    putSeries: (episode) => this.#putSeries(this.#shard(episode.alarmId), episode),
    putIncident: (incident) => this.#putIncident(this.#shard(incident.key), incident),
  };

  series(alarmId: AlarmId): Series | undefined {
    return this.#shard(alarmId).episodes.get(alarmId);
  }

  incident(key: IncidentKey): Incident | undefined {
    return this.#shard(key).incidents.get(key);
  }

  latestIncident(correlation: string): Incident | undefined {
    const key = this.#index.latest(correlation);
    return key === undefined ? undefined : this.incident(key);
  }

  fires(incident: Incident): boolean {
    return this.linkedFiring(incident.key) > 0 || ownerFires(this, incident);
  }

  linkedFiring(key: IncidentKey): number {
    return this.#index.firing(key);
  }

  /** The incident that an episode belongs to. */
  incidentOf({ episode, incident }: Pick<Series, 'episode' | 'incident'>): Incident | undefined {
    const key = incident ?? (episode as string | undefined as IncidentKey | undefined);
    return key === undefined ? undefined : this.incident(key);
  }

  spentIncidents(now: number): IterableIterator<Incident> {
    return this.#index.spent(now, (key) => this.incident(key));
  }

  /** The incidents that COC has and people may change. */
  *followedIncidents(): IterableIterator<Incident> {
    for (const key of this.#index.followed()) {
      const incident = this.incident(key);
      if (incident) yield incident;
    }
  }

  /** Every series, in no particular order. */
  *everySeries(): IterableIterator<Series> {
    for (const shard of this.#shards) yield* shard.episodes.values();
  }

  /** How many series of a source are known: those that fire, and those that are over and not forgotten yet. */
  countSeriesOf(source: string): number {
    return this.#series.get(source) ?? 0;
  }

  /**
   * Forgets as many series of a source that are over, the oldest first, where nothing of them is still to be told: before
   * their time, so that a straggler of theirs opens an episode. After a crash some may be known again. Answers how many.
   */
  forgetOldest(source: string, count: number): number {
    const over = [...this.everySeries()].filter((series) => series.source === source && isSettled(series));
    over.sort((a, b) => (a.closedAt ?? 0) - (b.closedAt ?? 0));
    const oldest = over.slice(0, count);
    for (const series of oldest) this.#forgetSeries(this.#shard(series.alarmId), series);
    return oldest.length;
  }

  /** Number of the parts that {@link parts} yields. */
  get partCount(): number {
    return this.#shards.length;
  }

  /** Every series, part by part. Each part is a copy, so that what changes meanwhile does not disturb the reader. */
  *parts(): IterableIterator<readonly Series[]> {
    for (const shard of this.#shards) yield [...shard.episodes.values()];
  }

  /** The series of one shard, in no particular order. */
  episodesOf(shard: number): IterableIterator<Series> {
    return this.#at(shard).episodes.values();
  }

  /** Every incident, in no particular order. */
  *incidents(): IterableIterator<Incident> {
    for (const shard of this.#shards) yield* shard.incidents.values();
  }

  /** Folds one event; one that its shard holds already is ignored. */
  fold(event: OutboxEvent, context: EventContext): void {
    const shard = ledgerShardOf(event);
    if (shard === undefined || context.seq <= this.position(shard)) return;
    foldInto(this.#table, event, context);
  }

  /** Sequence number of the last event that a shard's stored form holds; -1 when nothing is stored. */
  position(shard: number): number {
    return this.#at(shard).position;
  }

  /** Takes over a stored shard. */
  restore(shard: number, stored: LedgerShard): void {
    for (const episode of stored.episodes) this.#putSeries(this.#at(shard), episode);
    for (const incident of stored.incidents) this.#putIncident(this.#at(shard), incident);
    this.stored(shard, stored.position);
  }

  /** Notes that a shard is stored up to `position`. */
  stored(shard: number, position: number): void {
    this.#at(shard).position = position;
  }

  /**
   * A shard as it is now, to be stored as holding everything up to `position`. What ended before `forgetBefore` (epoch
   * ms) is left out, and forgotten here too: it is a tombstone whose time is over.
   */
  snapshot(shard: number, at: { readonly position: number; readonly forgetBefore: number }): LedgerShard {
    const { episodes, incidents } = this.#at(shard);
    for (const series of episodes.values()) {
      const { closedAt } = series;
      if (closedAt !== undefined && closedAt < at.forgetBefore) this.#forgetSeries(this.#at(shard), series);
    }
    for (const incident of incidents.values()) {
      if (!this.#isOver(incident, at.forgetBefore)) continue;
      incidents.delete(incident.key);
      this.#index.forget(incident);
    }
    return { position: at.position, episodes: [...episodes.values()], incidents: [...incidents.values()] };
  }

  /** Sequence number of the last event that any stored shard holds; 0 when nothing is stored. */
  lastPosition(): number {
    return Math.max(0, ...this.#shards.map(({ position }) => position));
  }

  /** It ended, or was last heard of, long ago, and none of its alarms can ask for it again. */
  #isOver(incident: Incident, before: number): boolean {
    const { alarmId, episode, state, changedAt, openedAt, requestedAt } = incident;
    if (state === 'requested' || state === 'undecided' || this.fires(incident)) return false;
    const longestAgo = OPEN_STATES.has(state) ? before - FOLLOWED_FOR_MS : before;
    const last = changedAt ?? openedAt ?? requestedAt;
    return this.series(alarmId)?.episode !== episode && last < longestAgo;
  }

  #forgetSeries({ episodes }: Shard, { alarmId, source }: Series): void {
    episodes.delete(alarmId);
    this.#series.set(source, this.countSeriesOf(source) - 1);
  }

  #putSeries({ episodes }: Shard, episode: Series): void {
    const before = episodes.get(episode.alarmId);
    if (!before) this.#series.set(episode.source, this.countSeriesOf(episode.source) + 1);
    this.#index.series(before, episode);
    episodes.set(episode.alarmId, episode);
  }

  #putIncident({ incidents }: Shard, incident: Incident): void {
    if (!incidents.has(incident.key)) this.#index.incident(incident, this.#latestLike(incident));
    incidents.set(incident.key, incident);
    this.#index.state(incident);
  }

  #latestLike(incident: Incident): Incident | undefined {
    const correlation = correlationOf(incident);
    return correlation === undefined ? undefined : this.latestIncident(correlation);
  }

  #at(shard: number): Shard {
    const found = this.#shards[shard];
    if (!found) throw new RangeError(`there is no ledger shard ${shard}`);
    return found;
  }

  #shard(id: string): Shard {
    return this.#at(shardOf(id));
  }
}
