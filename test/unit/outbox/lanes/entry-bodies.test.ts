import { describe, expect, it } from 'vitest';
import { aboutEntry } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent, OutboxRecord } from '../../../../src/outbox/events/event.ts';
import { EntryBodies, readBodies } from '../../../../src/outbox/lanes/entry-bodies.ts';
import type { PendingEntry } from '../../../../src/outbox/lanes/pending-entry.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';
import { openIncident } from '../../../support/entries.ts';

const MIB = 2 ** 20;
const queued = (key: string): OutboxEvent => ({ type: 'entry.queued', body: openIncident(key) });
const about = (entry: number) => aboutEntry({ id: entry, body: openIncident('k') });
const left = (entry: number): OutboxEvent => ({ type: 'entry.delivered', ...about(entry), attempts: 1 });
const started = (entry: number): OutboxEvent => ({ type: 'attempt.started', ...about(entry) });
const recordOf = (seq: number, ...events: readonly OutboxEvent[]): OutboxRecord => ({
  ...{ v: 1, seq, at: 0, events },
});
const at = (seq: number, index: number) => ({ seq, ref: BigInt(index) as RecordRef }) as PendingEntry;

/** A journal with these records, which counts what is read. */
class CountedJournal {
  readonly #records: readonly OutboxRecord[];
  readonly reads: (readonly number[])[] = [];

  constructor(...records: readonly OutboxRecord[]) {
    this.#records = records;
  }

  async read(refs: readonly RecordRef[], seqs: readonly number[]) {
    this.reads.push(seqs);
    return refs.map((ref) => this.#records[Number(ref)]);
  }
}

describe('the bodies of entries', () => {
  it('that were just queued come from memory, and later ones from the journal', async () => {
    const records = [recordOf(1, left(0), queued('a'), queued('b')), recordOf(4, queued('c'))] as const;
    const journal = new CountedJournal(...records);
    const bodies = new EntryBodies(journal);
    bodies.committed(records[0], 100);
    expect([await bodies.of(at(2, 0)), await bodies.of(at(3, 0))]).toEqual([
      openIncident('a'),
      openIncident('b'),
    ]);
    expect(journal.reads).toEqual([]);
    expect(await bodies.of(at(4, 1))).toEqual(openIncident('c'));
    expect(journal.reads).toEqual([[4]]);
  });

  it('share the size of their record, and have 32 MiB of memory together', async () => {
    const records = [recordOf(1, queued('a'), left(0)), recordOf(3, queued('b'), queued('c'))] as const;
    const journal = new CountedJournal(...records);
    const bodies = new EntryBodies(journal);
    bodies.committed(records[0], 24 * MIB);
    bodies.committed(records[1], 16 * MIB);
    for (const [seq, index] of [
      [1, 0],
      [3, 1],
      [4, 1],
    ] as const)
      await bodies.of(at(seq, index));
    expect(journal.reads).toEqual([[4]]);
  });

  it('leave memory with their entry, and not with an attempt', async () => {
    const record = recordOf(1, queued('a'), queued('b'));
    const journal = new CountedJournal(record);
    const bodies = new EntryBodies(journal);
    bodies.committed(record, 32 * MIB);
    bodies.committed(recordOf(3, left(1), started(2)), 100);
    expect(await bodies.of(at(2, 0))).toEqual(openIncident('b'));
    expect(journal.reads).toEqual([]);
    await bodies.of(at(1, 0));
    expect(journal.reads).toEqual([[1]]);
    const next = recordOf(5, queued('c'));
    bodies.committed(next, 16 * MIB);
    expect(await bodies.of(at(5, 0))).toEqual(openIncident('c'));
    expect(journal.reads).toHaveLength(1);
  });
});

describe('bodies that are read', () => {
  it('stand in the order of their places, without those that are not there', async () => {
    const journal = new CountedJournal(recordOf(1, queued('a'), left(0), queued('b')));
    const places = [at(3, 0), undefined, at(2, 0), at(9, 7), at(1, 0)];
    expect(await readBodies(journal, places)).toEqual([
      openIncident('b'),
      undefined,
      undefined,
      undefined,
      openIncident('a'),
    ]);
    expect(journal.reads).toEqual([[3, 2, 9, 1]]);
  });
});
