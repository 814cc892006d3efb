import { JournalError } from '../../errors.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { subjectAlarm } from '../../outbox/events/event-subject.ts';
import type { Gap } from '../../outbox/ports/gap.ts';
import type { Appended, Journal, JournalRoom, Recovery, Stored } from '../../outbox/ports/journal.ts';
import type { RecordRef } from '../../outbox/ports/record-ref.ts';

/** A journal in memory only, for tests. */
export class MemoryJournal implements Journal {
  readonly #records: OutboxRecord[] = [];
  #isOpen = false;

  async open(restore: (stored: Stored) => void): Promise<Recovery> {
    this.#records.forEach((record, at) => {
      restore({ kind: 'record', record, ref: refOf(at) });
    });
    this.#isOpen = true;
    const last = this.#records.at(-1);
    const lastSeq = last ? last.seq + last.events.length - 1 : 0;
    return { lastSeq, replayedRecords: this.#records.length, tornBytes: 0, damagedRecords: 0 };
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly Appended[]> {
    if (!this.#isOpen) throw new JournalError('journal.unavailable', 'the journal is not open');
    return records.map((record) => {
      const at = this.#records.push(record) - 1;
      return { ref: refOf(at), bytes: JSON.stringify(record).length };
    });
  }

  async read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return refs.map((ref) => this.#records[Number(ref)]);
  }

  async *history(...alarmIds: readonly string[]): AsyncIterable<OutboxRecord> {
    const wanted = new Set<string | undefined>(alarmIds);
    for (const record of this.#records) {
      if (record.events.some((event) => wanted.has(subjectAlarm(event)))) yield record;
    }
  }

  checkpoint(): void {
    // There are no files to tidy up.
  }

  shortOfRoom(): string | undefined {
    return undefined;
  }

  room(): JournalRoom {
    return { freeBytes: Number.POSITIVE_INFINITY, minFreeBytes: 0, droppedParts: 0 };
  }

  gaps(): readonly Gap[] {
    return [];
  }

  pendingBytes(): number {
    return 0;
  }

  sizeBytes(): number {
    return 0;
  }

  async close(): Promise<void> {
    // The records stay: closing and opening simulates a restart.
    this.#isOpen = false;
  }
}

/** Makes the reference of a record from its index in the list. */
function refOf(at: number): RecordRef {
  return BigInt(at) as RecordRef;
}
