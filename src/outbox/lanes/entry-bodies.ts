import type { EntryBody } from '../events/entry.ts';
import { entryChangeOf } from '../events/entry-change.ts';
import type { OutboxRecord } from '../events/event.ts';
import type { Journal } from '../ports/journal.ts';
import type { EventRef } from '../ports/record-ref.ts';
import { BodyWindow } from './body-window.ts';

/** Size of the window in memory. A short queue is delivered without reading from the journal. */
const WINDOW_BYTES = 32 * 2 ** 20;

/**
 * Reads the bodies of entries at these places, in order. A body is undefined when its place is not given, or
 * its record is damaged or no longer kept.
 *
 * @throws when the journal can't be read now
 */
export async function readBodies(
  journal: Pick<Journal, 'read'>,
  places: readonly (EventRef | undefined)[],
): Promise<readonly (EntryBody | undefined)[]> {
  const given = places.filter((place) => place !== undefined);
  const records = await journal.read(
    given.map(({ ref }) => ref),
    given.map(({ seq }) => seq),
  );
  const bodies = new Map(given.map(({ seq }, i) => [seq, bodyIn(records[i], seq)]));
  return places.map((place) => place && bodies.get(place.seq));
}

function bodyIn(record: OutboxRecord | undefined, seq: number): EntryBody | undefined {
  const event = record?.events[seq - record.seq];
  return event?.type === 'entry.queued' ? event.body : undefined;
}

/** Bodies of pending entries: the newest come from memory, the others from the journal. */
export class EntryBodies {
  readonly #window = new BodyWindow(WINDOW_BYTES);
  readonly #journal: Pick<Journal, 'read'>;

  constructor(journal: Pick<Journal, 'read'>) {
    this.#journal = journal;
  }

  /**
   * Reads the body of an entry; undefined when its record is damaged.
   *
   * @throws when it can't be read now
   */
  async of(entry: EventRef): Promise<EntryBody | undefined> {
    const near = this.#window.get(entry.seq);
    if (near) return near;
    const [body] = await readBodies(this.#journal, [entry]);
    return body;
  }

  /**
   * Adds the bodies that a durable record queued, and drops those of entries that left. `bytes` is the size
   * of the record.
   */
  committed(record: OutboxRecord, bytes: number): void {
    const queued = record.events.filter(({ type }) => type === 'entry.queued').length;
    record.events.forEach((event, i) => {
      if (event.type === 'entry.queued') this.#window.offer(record.seq + i, event.body, bytes / queued);
      const change = entryChangeOf(event);
      // A change without an update means that the entry has left.
      if (change && !change.update) this.#window.drop(change.entry);
    });
  }
}
