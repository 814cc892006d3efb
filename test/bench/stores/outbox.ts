import type { Arrival } from '../../../src/outbox/decide/decision.ts';
import { arrivalOf } from '../harness/alerts.ts';
import { newJournal, newOutbox } from '../harness/open-outbox.ts';
import type { Store } from './store.ts';

/** The complete outbox of the agent: decision, group commit, journal, fold, housekeeping. */
export async function openOutbox(directory: string): Promise<Store<Arrival>> {
  const outbox = newOutbox(directory, newJournal(directory));
  await outbox.open();
  return {
    prepare: (n) => arrivalOf(n, Number.MAX_SAFE_INTEGER),
    append: (arrival) => outbox.accept({ source: 'alertmanager', arrivals: [arrival], unreadable: [] }),
    close: () => outbox.close(),
  };
}
