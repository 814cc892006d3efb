import type { AlarmId } from '../../alerts/alert.ts';
import { idInAlerts } from './former-names.ts';
import type { Series } from './series.ts';

/** Alarms whose source has another name than when they were opened, by the alarm id that its alerts have now. */
export class RenamedIndex {
  readonly #alarms = new Map<AlarmId, Set<AlarmId>>();

  /** Notes a series that replaces another state of itself, or none. */
  note(before: Series | undefined, series: Series): void {
    if (before) this.forget(before);
    if (series.openedBy === undefined) return;
    const id = idInAlerts(series);
    this.#alarms.set(id, (this.#alarms.get(id) ?? new Set()).add(series.alarmId));
  }

  forget(series: Series): void {
    if (series.openedBy === undefined) return;
    const id = idInAlerts(series);
    const alarms = this.#alarms.get(id);
    alarms?.delete(series.alarmId);
    if (alarms?.size === 0) this.#alarms.delete(id);
  }

  /** The alarms that alerts with an alarm id are about, besides the one that has it. */
  of(id: AlarmId): Iterable<AlarmId> {
    return this.#alarms.get(id) ?? [];
  }
}
