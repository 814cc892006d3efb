import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { newJournal } from '../harness/open-outbox.ts';
import { recordOf } from './record.ts';
import { grouped, type Store } from './store.ts';

/** The journal of the agent alone, with the same group commit as the other stores. */
export async function openJournal(directory: string): Promise<Store<OutboxRecord>> {
  const journal = newJournal(directory);
  await journal.open(() => undefined);
  let seq = 1;
  const append = grouped(async (records: readonly OutboxRecord[]) => {
    // Records get their numbers at the commit, as in the outbox.
    const numbered = records.map((record) => {
      const own = { ...record, seq };
      seq += record.events.length;
      return own;
    });
    await journal.append(numbered);
  });
  return { prepare: recordOf, append, close: () => journal.close() };
}
