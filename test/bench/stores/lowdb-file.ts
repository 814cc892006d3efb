import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { recordOf } from './record.ts';
import type { Store } from './store.ts';

/** lowdb as in its documentation: push, then write the whole document. Nothing is synced. */
export async function openLowdb(directory: string): Promise<Store<OutboxRecord>> {
  const adapter = new JSONFile<{ records: OutboxRecord[] }>(`${directory}/db.json`);
  const low = new Low(adapter, { records: [] });
  return {
    prepare: recordOf,
    append(record) {
      low.data.records.push(record);
      return low.write();
    },
    close: async () => undefined,
  };
}
