import { describe, expect, it } from 'vitest';
import { JOURNAL_KINDS, journalKindOf } from '../../src/app/registry.ts';
import { JournalError } from '../../src/errors.ts';
import { MemoryDeadLetters } from '../../src/journals/memory/memory-dead-letters.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import { subjectAlarm } from '../../src/outbox/events/event-subject.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import type { Gap } from '../../src/outbox/ports/gap.ts';
import type { Appended, Journal, Recovery, Stored } from '../../src/outbox/ports/journal.ts';
import type { JournalKind, JournalSettings } from '../../src/outbox/ports/journal-kind.ts';
import type { RecordRef } from '../../src/outbox/ports/record-ref.ts';
import { firing, intakeOf, resolved } from '../support/alerts.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { aPolicy } from '../support/policy.ts';
import { journalContract } from './journal-contract.ts';

/** The rows of a table, as another journal would keep them: by the number of their first event, which is their reference. */
type Table = Map<bigint, string>;

/** A journal that has nothing in common with the others: records as texts in a table, found by their numbers. */
class TableJournal implements Journal {
  readonly #table: Table;
  #isOpen = false;

  constructor(table: Table) {
    this.#table = table;
  }

  async open(restore: (stored: Stored) => void): Promise<Recovery> {
    let lastSeq = 0;
    for (const [ref, record] of this.#rows()) {
      restore({ kind: 'record', record, ref });
      lastSeq = record.seq + record.events.length - 1;
    }
    this.#isOpen = true;
    return { lastSeq, replayedRecords: this.#table.size, tornBytes: 0, damagedRecords: 0 };
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly Appended[]> {
    if (!this.#isOpen) throw new JournalError('journal.unavailable', 'the table is not open');
    return records.map((record) => {
      const ref = BigInt(record.seq) as RecordRef;
      const text = JSON.stringify(record);
      this.#table.set(ref, text);
      return { ref, bytes: text.length };
    });
  }

  async read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return refs.map((ref) => {
      const text = this.#table.get(ref);
      return text === undefined ? undefined : JSON.parse(text);
    });
  }

  async *history(...alarmIds: readonly string[]): AsyncIterable<OutboxRecord> {
    for (const [, record] of this.#rows())
      if (record.events.some((event) => alarmIds.some((id) => subjectAlarm(event) === id))) yield record;
  }

  gaps(): readonly Gap[] {
    return [];
  }

  checkpoint(): void {
    // The whole table is read at a start.
  }

  shortOfRoom(): string | undefined {
    return undefined;
  }

  room() {
    return { freeBytes: Number.POSITIVE_INFINITY, minFreeBytes: 0, droppedParts: 0 };
  }

  pendingBytes(): number {
    return 0;
  }

  sizeBytes(): number {
    return 0;
  }

  async close(): Promise<void> {
    this.#isOpen = false;
  }

  *#rows(): IterableIterator<readonly [RecordRef, OutboxRecord]> {
    for (const [ref, text] of this.#table) yield [ref as RecordRef, JSON.parse(text)];
  }
}

function tableKind(table: Table): JournalKind {
  return {
    type: 'table',
    place: 'in a map of this process',
    prepare: async () => undefined,
    create: () => ({ journal: new TableJournal(table), deadLetters: new MemoryDeadLetters() }),
  };
}

journalContract('third', async () => {
  const table: Table = new Map();
  return () => new TableJournal(table);
});

describe('a third journal', () => {
  const settings: JournalSettings = {
    ...{ dataDir: 'nowhere', partBytes: 1, minFreeBytes: 0, deadLetterBytes: 1 },
    history: { keepMs: 1, maxBytes: 1 },
    clock: new FakeClock(),
    onBackgroundError: () => undefined,
    onFailure: () => undefined,
  };

  /** An outbox over the journal that the registry has for this type. */
  async function openOutbox(kinds: readonly JournalKind[]) {
    const parts = journalKindOf('table', kinds).create(settings);
    const outbox = new Outbox({
      ...parts,
      clock: new FakeClock(),
      random: () => 0.5,
      policy: aPolicy(),
      onRecord: () => undefined,
    });
    return { outbox, restored: await outbox.open() };
  }

  it('needs one entry in the registry, and serves an outbox over a restart', async () => {
    const kinds = [...JOURNAL_KINDS, tableKind(new Map())];
    const { outbox } = await openOutbox(kinds);
    await outbox.accept(intakeOf(firing('a'), firing('b')));
    const entry = await outbox.take('alarms/default');
    if (!entry) throw new Error('nothing is due');
    await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    await outbox.accept(intakeOf(resolved('a')));
    await outbox.close();
    const next = await openOutbox(kinds);
    expect(next.restored.pending).toBe(2);
    const due = [await next.outbox.take('alarms/default'), await next.outbox.take('alarms/default')];
    const told = due.map((one) => one?.body.kind === 'report-alarm' && one.body.alarm);
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ alarmId: 'a', alarmStatus: 'ok' }),
        expect.objectContaining({ alarmId: 'b', alarmStatus: 'alarm' }),
      ]),
    );
    await next.outbox.close();
  });

  it('is not found without its entry, and the error names the types that there are', () => {
    expect(() => journalKindOf('table')).toThrow('there is no journal of the type table; use file');
  });
});
