import type { EntryBody } from '../events/entry.ts';
import type { OutboxRecord } from '../events/event.ts';
import type { Journal, StoredRef } from '../ports/journal.ts';
import { entryChangeOf } from '../state.ts';
import { BodyWindow } from './body-window.ts';
import type { PendingEntry } from './pending-index.ts';

/** Bodies kept in memory, so that a short queue is delivered without reading it back. */
const WINDOW_BYTES = 32 * 2 ** 20;

/** The bodies of pending entries: those of the newest from memory, the others from the journal. */
export class EntryBodies {
  readonly #window = new BodyWindow(WINDOW_BYTES);
  readonly #journal: Pick<Journal, 'read'>;

  constructor(journal: Pick<Journal, 'read'>) {
    this.#journal = journal;
  }

  /** The body of an entry; undefined when its record is damaged. @throws when it can't be read now. */
  async of(entry: PendingEntry): Promise<EntryBody | undefined> {
    const near = this.#window.get(entry.seq);
    if (near) return near;
    const [record] = await this.#journal.read([entry]);
    const event = record?.events[entry.seq - record.seq];
    return event?.type === 'entry.queued' ? event.body : undefined;
  }

  /** Keeps what a durable record queued, and gives up what it settled. */
  committed(record: OutboxRecord, { bytes }: Pick<StoredRef, 'bytes'>): void {
    const queued = record.events.filter(({ type }) => type === 'entry.queued').length;
    record.events.forEach((event, i) => {
      if (event.type === 'entry.queued') this.#window.offer(record.seq + i, event.body, bytes / queued);
      const change = entryChangeOf(event);
      // Without an update the entry has left.
      if (change && !change.update) this.#window.drop(change.entry);
    });
  }
}
