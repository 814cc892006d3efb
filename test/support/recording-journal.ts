import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import type { Journal, RecordRef, Recovery, StoredRef } from '../../src/outbox/ports/journal.ts';
import type { OutboxState } from '../../src/outbox/state.ts';

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

  open(state: OutboxState): Promise<Recovery> {
    return this.#journal.open(state);
  }

  async append(records: readonly OutboxRecord[]): Promise<readonly StoredRef[]> {
    this.failed.push(records);
    const refs = await this.#journal.append(records);
    this.turnedUp(records);
    return refs;
  }

  read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]> {
    return this.#journal.read(refs);
  }

  history(alarmId: string): AsyncIterable<OutboxRecord> {
    return this.#journal.history(alarmId);
  }

  checkpoint(state: OutboxState): void {
    this.#journal.checkpoint(state);
  }

  shortOfRoom(): string | undefined {
    return this.#journal.shortOfRoom();
  }

  pendingBytes(state: Pick<OutboxState, 'pendingIn'>): number {
    return this.#journal.pendingBytes(state);
  }

  sizeBytes(): number {
    return this.#journal.sizeBytes();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}
