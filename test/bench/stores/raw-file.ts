import { fdatasync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { encodeFrame } from '../../../src/journals/file/disk/frame.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { recordOf } from './record.ts';
import { grouped, type Store } from './store.ts';

const sync = promisify(fdatasync);

/** The lower limit: appends the same bytes to a file, with one fdatasync off the event loop. */
export async function openRawFile(directory: string): Promise<Store<OutboxRecord>> {
  const handle = await open(`${directory}/raw.log`, 'a');
  const append = grouped(async (records: readonly OutboxRecord[]) => {
    writeSync(handle.fd, Buffer.concat(records.map((record) => encodeFrame(JSON.stringify(record)))));
    await sync(handle.fd);
  });
  return { prepare: recordOf, append, close: () => handle.close() };
}
