import type { AlarmId } from '../../alerts/alert.ts';
import type { IncidentKey } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import { foldEvent } from './fold-event.ts';
import type { Incident } from './incident.ts';
import { IncidentIndex } from './incident-index.ts';
import { firingOwner, type IncidentView, type LedgerTable } from './ledger-view.ts';
import { RenamedIndex } from './renamed-index.ts';
import type { Series } from './series.ts';
import type { EventContext } from './series-changes.ts';

/**
 * Scratch copy of the ledger for decisions that are not durable yet. It reads through to its base and never
 * changes it. The decisions of one commit see each other through the draft, which is dropped after the
 * commit.
 */
export class LedgerDraft implements LedgerTable, IncidentView {
  readonly #base: IncidentView;
  readonly #series = new Map<AlarmId, Series>();
  readonly #incidents = new Map<IncidentKey, Incident>();
  /** Index of the changes above, added to that of the base. */
  readonly #index = new IncidentIndex();
  readonly #renamed = new RenamedIndex();

  constructor(base: IncidentView) {
    this.#base = base;
  }

  series(alarmId: AlarmId): Series | undefined {
    return this.#series.get(alarmId) ?? this.#base.series(alarmId);
  }

  incident(key: IncidentKey): Incident | undefined {
    return this.#incidents.get(key) ?? this.#base.incident(key);
  }

  renamedAlarms(id: AlarmId): Iterable<AlarmId> {
    return new Set([...this.#base.renamedAlarms(id), ...this.#renamed.of(id)]);
  }

  *everyIncident(): IterableIterator<Incident> {
    for (const incident of this.#base.everyIncident()) yield this.#incidents.get(incident.key) ?? incident;
    for (const incident of this.#incidents.values()) if (!this.#base.incident(incident.key)) yield incident;
  }

  latestIncident(correlation: string): Incident | undefined {
    const key = this.#index.latest(correlation);
    if (key !== undefined) return this.incident(key);
    const latest = this.#base.latestIncident(correlation);
    return latest && this.incident(latest.key);
  }

  fires(incident: Incident): boolean {
    return this.linkedFiring(incident.key) > 0 || firingOwner(this, incident) !== undefined;
  }

  *linkedAlarms(key: IncidentKey): IterableIterator<AlarmId> {
    for (const alarmId of this.#base.linkedAlarms(key))
      if (!this.#index.isUnlinked(key, alarmId)) yield alarmId;
    yield* this.#index.linked(key);
  }

  linkedFiring(key: IncidentKey): number {
    return this.#base.linkedFiring(key) + this.#index.firing(key);
  }

  *spentIncidents(now: number): IterableIterator<Incident> {
    for (const incident of this.#base.spentIncidents(now))
      if (this.incident(incident.key)?.state !== 'cancelled') yield incident;
    yield* this.#index.spent(now, (key) => this.#incidents.get(key));
  }

  putSeries(series: Series): void {
    this.#index.noteSeries(this.series(series.alarmId), series);
    this.#renamed.note(this.#series.get(series.alarmId), series);
    this.#series.set(series.alarmId, series);
  }

  putIncident(incident: Incident): void {
    if (!this.incident(incident.key)) this.#index.noteIncident(incident, undefined);
    this.#incidents.set(incident.key, incident);
  }

  /** What changes everything is seen by the decisions of the next commit: a draft knows only its own differences. */
  changeAll(): void {
    // Neither a clock that is set nor a name decides what follows in the same commit.
  }

  fold(event: OutboxEvent, context: EventContext): void {
    foldEvent(this, event, context);
  }
}
