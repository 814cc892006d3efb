import { JournalError } from '../../errors.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { alarmOf } from '../../outbox/ledger/ledger.ts';
import type { Journal, RecordRef, Recovery, StoredRef } from '../../outbox/ports/journal.ts';
import type { OutboxState } from '../../outbox/state.ts';

/** A journal that forgets everything when it is let go: for tests, and for `explain`, which must leave no trace. */
export class MemoryJournal implements Journal {
  readonly #records: OutboxRecord[] = [];
  #isOpen = false;

  async open(state: OutboxState): Promise<Recovery> {
    this.#records.forEach((record, offset) => {
      state.fold(record, { segment: 1, offset }, 0);
    });
    this.#isOpen = true;
    const pending = state.pending.size;
    return { pending, replayedRecords: this.#records.length, tornBytes: 0, damagedRecords: 0 };
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly StoredRef[]> {
    if (!this.#isOpen) throw new JournalError('journal.unavailable', 'the journal is not open');
    return records.map((record) => {
      const offset = this.#records.push(record) - 1;
      return { segment: 1, offset, bytes: JSON.stringify(record).length };
    });
  }

  async read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return refs.map(({ offset }) => this.#records[offset]);
  }

  async *history(alarmId: string): AsyncIterable<OutboxRecord> {
    for (const record of this.#records) {
      if (record.events.some((event) => alarmOf(event) === alarmId)) yield record;
    }
  }

  checkpoint(_state: OutboxState): void {
    // Everything is in memory: there is nothing to tidy up.
  }

  shortOfRoom(): string | undefined {
    return undefined;
  }

  pendingBytes(_state: Pick<OutboxState, 'pendingIn'>): number {
    return 0;
  }

  sizeBytes(): number {
    return 0;
  }

  async close(): Promise<void> {
    // What was appended stays: opening it again stands for a restart.
    this.#isOpen = false;
  }
}
