import type { EntryChange } from '../events/entry-change.ts';
import type { OutboxRecord } from '../events/event.ts';
import type { PendingEntry } from '../lanes/pending-entry.ts';
import type { LedgerShard } from '../ledger/ledger-shard.ts';
import type { Gap } from './gap.ts';
import type { RecordRef } from './record-ref.ts';

/** Place and size of a durable record. */
export interface Appended {
  readonly ref: RecordRef;
  readonly bytes: number;
}

/**
 * One item that a journal kept. A journal returns its items in the order in which they happened: first the
 * snapshots, then everything after them.
 * - `ledger-shard`: one shard of the ledger, as a checkpoint stored it.
 * - `pending`: entries that were pending at a checkpoint. `destinations` are the names, by the number that
 *   entries use.
 * - `changes`: later changes of entries that were returned before. A change of an entry that is no longer
 *   pending is ignored.
 * - `record`: one whole record.
 * - `ledger-record`: a record whose entries were returned in another way. Only the ledger needs it.
 */
export type Stored =
  | { readonly kind: 'ledger-shard'; readonly shard: number; readonly content: LedgerShard }
  | {
      readonly kind: 'pending';
      readonly entries: Iterable<PendingEntry>;
      readonly destinations: readonly string[];
    }
  | { readonly kind: 'changes'; readonly changes: readonly EntryChange[] }
  | {
      readonly kind: 'record' | 'ledger-record';
      readonly record: OutboxRecord;
      readonly ref: RecordRef;
    };

/** Place where a journal was opened last. */
export interface MovedFrom {
  readonly host: string;
  readonly directory: string;
}

/** Results of opening a journal. */
export interface Recovery {
  /** Largest sequence number in use; 0 when there is none. */
  readonly lastSeq: number;
  /** Number of records that were read again. */
  readonly replayedRecords: number;
  /** Bytes of an unfinished last write. They were cut off and kept apart. */
  readonly tornBytes: number;
  /** Number of records with a wrong checksum. They were set aside. */
  readonly damagedRecords: number;
  /**
   * `first`: nothing was kept here before. `emptied`: something is left of an earlier use, but nothing of what
   * was kept. Absent otherwise.
   */
  readonly start?: 'first' | 'emptied' | undefined;
  /** Sentences for operators about what is wrong with the storage, with the remedy. */
  readonly notices?: readonly string[];
  /** Set when it was opened in another place last, and moved here as a whole. */
  readonly movedFrom?: MovedFrom | undefined;
}

/** State that a journal may store, so that a start need not read every record. */
export interface CheckpointSource {
  /** Sequence number of the last folded event. */
  readonly lastSeq: number;
  /** Names of destinations, by the number that pending entries use. */
  readonly destinations: readonly string[];
  /** Pending entries with sequence numbers from `first` to `last`, in order. */
  pendingBetween(first: number, last: number): readonly PendingEntry[];
  /**
   * One shard of the ledger as of `lastSeq`. Series and incidents that ended before `forgetBefore` (epoch ms)
   * are left out and forgotten.
   */
  ledgerShard(shard: number, forgetBefore: number): LedgerShard;
}

/** Disk space of a journal. */
export interface JournalRoom {
  /** Free bytes on its disk at the last check; infinite when the journal can't tell. */
  readonly freeBytes: number;
  /** Free bytes below which nothing new is accepted. */
  readonly minFreeBytes: number;
  /** Parts of the history that were deleted early, because space ran short. */
  readonly droppedParts: number;
}

/**
 * Port to the record of everything that happened. There is one writer.
 *
 * States: new, then `open`, then any number of `append`, `read`, `history` and `checkpoint`, then `close`
 * (idempotent).
 */
export interface Journal {
  /**
   * Takes sole ownership, and passes on everything that is kept.
   *
   * @throws {JournalError} `journal.locked` when another process owns it; `journal.copied` for a copy of a
   * journal that nobody has adopted; `journal.unavailable` when it can't be used.
   */
  open(restore: (stored: Stored) => void): Promise<Recovery>;
  /**
   * Appends records, each whole or not at all. Returns their places once they are durable. On an error none
   * of them counts, and their sequence numbers may be appended again. Never called while another append runs.
   *
   * @throws {JournalError} `journal.full` when there is no room now; `journal.unavailable` when nothing can
   * be stored any more, after which the process must end.
   */
  append(records: readonly OutboxRecord[]): Promise<readonly Appended[]>;
  /**
   * Reads the records at these places, in order; undefined for a record that can't be read any more. `seqs` are
   * the numbers of one event in each of them: by it, a record that damage has moved is found.
   */
  read(refs: readonly RecordRef[], seqs?: readonly number[]): Promise<readonly (OutboxRecord | undefined)[]>;
  /** Reads every kept record that mentions one of these alarms, each once, oldest first. */
  history(...alarmIds: readonly string[]): AsyncIterable<OutboxRecord>;
  /**
   * Lets the journal store a snapshot and release what is no longer needed, in the background. Called after
   * the start and after every fold. Returns at once. A failure is tried again later, because it costs only
   * disk space.
   */
  checkpoint(source: CheckpointSource): void;
  /**
   * Reason to accept nothing new, worded for the sender; undefined while there is room. Outcomes are still
   * stored.
   */
  shortOfRoom(): string | undefined;
  room(): JournalRoom;
  /** Stored parts that are missing although the journal did not delete them, newest first. */
  gaps(): readonly Gap[];
  /** Bytes of the parts that hold pending entries. History does not count. */
  pendingBytes(): number;
  /** Bytes in total. */
  sizeBytes(): number;
  close(): Promise<void>;
}
