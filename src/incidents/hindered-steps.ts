import { isBeingTakenBack } from '../outbox/decide/incidents/note-hindered.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { IncidentView } from '../outbox/ledger/ledger-view.ts';

/** Time in which a solved incident whose problem is there must be taken back. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Finds incidents that COC does not let the agent take back in time. Only time in which this process ran counts, so that
 * nothing is given up before it was tried.
 */
export class HinderedSteps {
  /** Since when each is being taken back, monotonic ms. */
  readonly #since = new Map<IncidentKey, number>();

  /** Returns those of these incidents that have been taken back for too long at this time, monotonic ms. */
  overdue(
    view: Pick<IncidentView, 'incident' | 'fires'>,
    keys: readonly IncidentKey[],
    now: number,
  ): readonly IncidentKey[] {
    const current = keys.filter((key) => isBeingTakenBack(view, key));
    const known = new Set(current);
    for (const key of this.#since.keys()) if (!known.has(key)) this.#since.delete(key);
    return current.filter((key) => {
      const since = this.#since.get(key) ?? now;
      this.#since.set(key, since);
      return now - since >= PATIENCE_MS;
    });
  }
}
