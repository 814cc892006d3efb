import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import type { Gap } from '../../src/outbox/ports/gap.ts';
import type {
  Appended,
  CheckpointSource,
  Journal,
  JournalRoom,
  Recovery,
  Stored,
} from '../../src/outbox/ports/journal.ts';
import type { RecordRef } from '../../src/outbox/ports/record-ref.ts';

/** A journal that remembers what was asked of another one, across all of its lives. */
export class RecordingJournal implements Journal {
  /** Everything that was acknowledged, in order. */
  readonly acknowledged: OutboxRecord[] = [];
  /** The batches that failed since the last one that was acknowledged: each may turn up after a crash, or not. */
  readonly failed: (readonly OutboxRecord[])[] = [];
  #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** The next life works on this one. */
  use(journal: Journal): void {
    this.#journal = journal;
  }

  /** After a restart: of what failed, these records turned out to be there. */
  turnedUp(records: readonly OutboxRecord[]): void {
    this.acknowledged.push(...records);
    this.failed.length = 0;
  }

  open(restore: (stored: Stored) => void): Promise<Recovery> {
    return this.#journal.open(restore);
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly Appended[]> {
    this.failed.push(records);
    const refs = await this.#journal.append(records);
    this.turnedUp(records);
    return refs;
  }

  read(refs: readonly RecordRef[], seqs?: readonly number[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return this.#journal.read(refs, seqs);
  }

  history(...alarmIds: readonly string[]): AsyncIterable<OutboxRecord> {
    return this.#journal.history(...alarmIds);
  }

  checkpoint(source: CheckpointSource): void {
    this.#journal.checkpoint(source);
  }

  shortOfRoom(): string | undefined {
    return this.#journal.shortOfRoom();
  }

  room(): JournalRoom {
    return this.#journal.room();
  }

  gaps(): readonly Gap[] {
    return this.#journal.gaps();
  }

  pendingBytes(): number {
    return this.#journal.pendingBytes();
  }

  sizeBytes(): number {
    return this.#journal.sizeBytes();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}
