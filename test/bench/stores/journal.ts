import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { newJournal } from '../harness/open-outbox.ts';
import { recordOf } from './record.ts';
import { grouped, type Store } from './store.ts';

/** The agent's journal alone, under a group commit like those of the others. */
export async function openJournal(directory: string): Promise<Store<OutboxRecord>> {
  const journal = newJournal(directory);
  await journal.open(() => undefined);
  let seq = 1;
  const append = grouped(async (records: readonly OutboxRecord[]) => {
    // Numbers are given when the commit is made, as the outbox does.
    const numbered = records.map((record) => {
      const own = { ...record, seq };
      seq += record.events.length;
      return own;
    });
    await journal.append(numbered);
  });
  return { prepare: recordOf, append, close: () => journal.close() };
}
