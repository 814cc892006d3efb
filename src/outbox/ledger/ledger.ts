import type { AlarmId } from '../../alerts/alert.ts';
import { OPEN_FOLLOWED_MS } from '../../time/fixed-times.ts';
import type { IncidentKey } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import { ledgerShardsOf } from '../events/event-subject.ts';
import { LEDGER_SHARDS, shardOf } from '../events/hash.ts';
import { foldEvent } from './fold-event.ts';
import {
  type Incident,
  type IncidentInCoc,
  isEndedOrRefused,
  isFollowed,
  isOpenInCoc,
  lastChangeAt,
} from './incident.ts';
import { correlationIdOf, IncidentIndex } from './incident-index.ts';
import type { LedgerShard } from './ledger-shard.ts';
import { type ChangeOfAll, firingOwner, type IncidentView, type LedgerTable } from './ledger-view.ts';
import { RenamedIndex } from './renamed-index.ts';
import { episodeOf, incidentOfEpisode, isSettled, type Series } from './series.ts';
import type { EventContext } from './series-changes.ts';

/** Read access to the ledger. */
export interface LedgerReader extends IncidentView {
  /** All series, in no particular order. */
  everySeries(): IterableIterator<Series>;
  /** All series in small parts. Each part is a copy, so that later changes do not affect it. */
  parts(): IterableIterator<readonly Series[]>;
  /** Number of parts that {@link parts} gives. */
  readonly partCount: number;
  /** Number of known series of a source: those that fire, and ended ones that are not forgotten yet. */
  countSeriesOf(source: string): number;
  everyIncident(): IterableIterator<Incident>;
  /** Incidents that exist in COC and that people may change. */
  followedIncidents(): IterableIterator<IncidentInCoc>;
  /** Incidents that have ended in COC, or that COC refused, although alarms of them fire. */
  endedFiringIncidents(): IterableIterator<Incident>;
  /** Incidents of which COC may have more numbers than the agent knows. */
  doubtfulIncidents(): IterableIterator<Incident>;
  /** Incident of the last episode of a series. */
  incidentOf(series: Series): Incident | undefined;
}

interface Shard {
  readonly series: Map<AlarmId, Series>;
  readonly incidents: Map<IncidentKey, Incident>;
  /** Sequence number of the last event in the restored shard; -1 when it was not restored. */
  position: number;
}

/**
 * Ledger: every series that fires or fired recently, and every incident. It is split into shards, so that it
 * can be stored in parts.
 */
export class Ledger implements LedgerReader {
  readonly #shards: readonly Shard[] = Array.from({ length: LEDGER_SHARDS }, () => ({
    series: new Map(),
    incidents: new Map(),
    position: -1,
  }));

  readonly #index = new IncidentIndex();
  readonly #renamed = new RenamedIndex();
  /** Number of known series of each source. */
  readonly #counts = new Map<string, number>();
  readonly #table: LedgerTable = {
    series: (alarmId) => this.series(alarmId),
    incident: (key) => this.incident(key),
    putSeries: (series) => this.#putSeries(this.#shard(series.alarmId), series),
    putIncident: (incident) => this.#putIncident(this.#shard(incident.key), incident),
    changeAll: (seq, change) => this.#changeAll(seq, change),
  };

  readonly partCount = LEDGER_SHARDS;

  series(alarmId: AlarmId): Series | undefined {
    return this.#shard(alarmId).series.get(alarmId);
  }

  incident(key: IncidentKey): Incident | undefined {
    return this.#shard(key).incidents.get(key);
  }

  renamedAlarms(id: AlarmId): Iterable<AlarmId> {
    return this.#renamed.of(id);
  }

  latestIncident(correlation: string): Incident | undefined {
    const key = this.#index.latest(correlation);
    return key === undefined ? undefined : this.incident(key);
  }

  fires(incident: Incident): boolean {
    return this.linkedFiring(incident.key) > 0 || firingOwner(this, incident) !== undefined;
  }

  linkedAlarms(key: IncidentKey): Iterable<AlarmId> {
    return this.#index.linked(key);
  }

  linkedFiring(key: IncidentKey): number {
    return this.#index.firing(key);
  }

  incidentOf(series: Series): Incident | undefined {
    return series.state === 'tombstone' ? undefined : this.incident(incidentOfEpisode(series));
  }

  spentIncidents(now: number): IterableIterator<Incident> {
    return this.#index.spent(now, (key) => this.incident(key));
  }

  *followedIncidents(): IterableIterator<IncidentInCoc> {
    for (const key of this.#index.followed()) {
      const incident = this.incident(key);
      if (incident && isFollowed(incident)) yield incident;
    }
  }

  *endedFiringIncidents(): IterableIterator<Incident> {
    for (const key of this.#index.suspects()) {
      const incident = this.incident(key);
      if (incident && isEndedOrRefused(incident) && this.fires(incident)) yield incident;
      else this.#index.clear(key);
    }
  }

  *doubtfulIncidents(): IterableIterator<Incident> {
    for (const key of this.#index.doubtful()) {
      const incident = this.incident(key);
      if (incident) yield incident;
    }
  }

  *everySeries(): IterableIterator<Series> {
    for (const { series } of this.#shards) yield* series.values();
  }

  *parts(): IterableIterator<readonly Series[]> {
    for (const { series } of this.#shards) yield [...series.values()];
  }

  countSeriesOf(source: string): number {
    return this.#counts.get(source) ?? 0;
  }

  *everyIncident(): IterableIterator<Incident> {
    for (const { incidents } of this.#shards) yield* incidents.values();
  }

  /**
   * Forgets the oldest settled series of a source before their time, so that a straggler of one opens an
   * episode. After a crash some of them may be known again.
   *
   * @returns the number of forgotten series, at most `count`
   */
  forgetOldest(source: string, count: number): number {
    const over = [...this.everySeries()].filter((series) => series.source === source && isSettled(series));
    over.sort((a, b) => closedAtOf(a) - closedAtOf(b));
    const oldest = over.slice(0, count);
    for (const series of oldest) this.#forgetSeries(this.#shard(series.alarmId), series);
    return oldest.length;
  }

  /** Folds one event. An event that the restored shard already holds is ignored. */
  fold(event: OutboxEvent, context: EventContext): void {
    const isNews = (shard: number) => context.seq > this.#at(shard).position;
    if (ledgerShardsOf(event).some(isNews)) foldEvent(this.#table, event, context);
  }

  /** Restores a stored shard. */
  restore(shard: number, stored: LedgerShard): void {
    const into = this.#at(shard);
    for (const series of stored.series) this.#putSeries(into, series);
    for (const incident of stored.incidents) this.#putIncident(into, incident);
    into.position = stored.position;
  }

  /**
   * Copies a shard with everything up to `position`. Series and incidents that ended before `forgetBefore`
   * (epoch ms) are left out and forgotten: they were kept only to recognise stragglers.
   */
  snapshot(shard: number, at: { readonly position: number; readonly forgetBefore: number }): LedgerShard {
    const from = this.#at(shard);
    for (const series of from.series.values()) {
      if (series.state !== 'firing' && series.closedAt < at.forgetBefore) this.#forgetSeries(from, series);
    }
    for (const incident of from.incidents.values()) {
      if (!this.#isOver(incident, at.forgetBefore)) continue;
      from.incidents.delete(incident.key);
      this.#index.forget(incident);
    }
    const { position } = at;
    return { position, series: [...from.series.values()], incidents: [...from.incidents.values()] };
  }

  /**
   * True when an incident ended, or was last heard of, long ago, and none of its alarms can ask for it again.
   */
  #isOver(incident: Incident, before: number): boolean {
    const { alarmId, episode, state } = incident;
    if (state === 'requested' || state === 'undecided' || this.fires(incident)) return false;
    const longestAgo = isOpenInCoc(incident) ? before - OPEN_FOLLOWED_MS : before;
    return episodeOf(this.series(alarmId)) !== episode && lastChangeAt(incident) < longestAgo;
  }

  #changeAll(seq: number, change: ChangeOfAll): void {
    for (const shard of this.#shards) {
      if (seq <= shard.position) continue;
      for (const series of [...shard.series.values()]) this.#putSeries(shard, change.series(series));
      for (const incident of [...shard.incidents.values()])
        this.#putIncident(shard, change.incident(incident));
    }
  }

  #forgetSeries({ series }: Shard, known: Series): void {
    const { alarmId, source } = known;
    series.delete(alarmId);
    this.#renamed.forget(known);
    this.#counts.set(source, this.countSeriesOf(source) - 1);
  }

  #putSeries({ series: known }: Shard, series: Series): void {
    const before = known.get(series.alarmId);
    if (before?.source !== series.source) {
      if (before) this.#counts.set(before.source, this.countSeriesOf(before.source) - 1);
      this.#counts.set(series.source, this.countSeriesOf(series.source) + 1);
    }
    this.#index.noteSeries(before, series);
    this.#renamed.note(before, series);
    known.set(series.alarmId, series);
  }

  #putIncident({ incidents }: Shard, incident: Incident): void {
    if (!incidents.has(incident.key)) this.#index.noteIncident(incident, this.#latestLike(incident));
    incidents.set(incident.key, incident);
    this.#index.noteState(incident);
  }

  #latestLike(incident: Incident): Incident | undefined {
    const correlation = correlationIdOf(incident);
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

function closedAtOf(series: Series): number {
  return series.state === 'firing' ? 0 : series.closedAt;
}
