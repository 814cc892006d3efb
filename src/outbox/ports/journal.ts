import type { OutboxRecord } from '../events/event.ts';
import type { OutboxState } from '../state.ts';

/** Where an event is stored: the segment (a number that grows) and the offset of its record there. */
export interface RecordRef {
  readonly segment: number;
  readonly offset: number;
}

/** Where a record was stored, and how long it is. */
export interface StoredRef extends RecordRef {
  readonly bytes: number;
}

/** Where one event is stored. */
export interface EventRef extends RecordRef {
  readonly seq: number;
}

/** What opening a journal found. */
export interface Recovery {
  /** Pending entries brought back. */
  readonly pending: number;
  /** Records that were read again. */
  readonly replayedRecords: number;
  /** Bytes of an unfinished last write that were cut off and kept aside. */
  readonly tornBytes: number;
  /** Records whose checksum failed, set aside. */
  readonly damagedRecords: number;
}

/**
 * Where what happened is kept. Port, with one writer.
 *
 * States: new, then `open`, then any number of `append`/`read`/`history`/`checkpoint`, then `close` (idempotent).
 */
export interface Journal {
  /**
   * Takes sole possession, and folds what is stored into `state`.
   *
   * @throws {JournalError} `journal.locked` when another process has it; `journal.unavailable` when it can't be used.
   */
  open(state: OutboxState): Promise<Recovery>;
  /**
   * Appends records, each whole or not at all, and answers where they stand once they are durable. On an error none
   * of them counts, and the same sequence numbers may be appended again. Never called while another append runs.
   *
   * @throws {JournalError} `journal.full` when there is no room now; `journal.unavailable` when nothing can be stored
   * any more, after which the process must end.
   */
  append(records: readonly OutboxRecord[]): Promise<readonly StoredRef[]>;
  /** The records at these places, in order; undefined for one that can't be read any more. */
  read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]>;
  /** Every record that speaks of this alarm and is still kept, oldest first. */
  history(alarmId: string): AsyncIterable<OutboxRecord>;
  /**
   * Called after every fold: the journal may store a snapshot of the state and release what is not needed any more, in
   * the background. Returns at once; what fails is tried again later, since nothing depends on it but disk space.
   */
  checkpoint(state: OutboxState): void;
  /** Why nothing new should be accepted now, in words for the sender; undefined while there is room. Settles still go. */
  shortOfRoom(): string | undefined;
  /** Bytes of what holds pending entries of this state; what is over, and kept as history, does not count. */
  pendingBytes(state: Pick<OutboxState, 'pendingIn'>): number;
  /** Bytes on disk. */
  sizeBytes(): number;
  close(): Promise<void>;
}
