import type { EntryChange } from '../events/entry-change.ts';
import type { OutboxRecord } from '../events/event.ts';
import type { PendingEntry } from '../lanes/pending-entry.ts';
import type { LedgerShard } from '../ledger/ledger-shard.ts';
import type { RecordRef } from './record-ref.ts';

/** A record that is durable: its place, and its size. */
export interface Appended {
  readonly ref: RecordRef;
  readonly bytes: number;
}

/**
 * One thing that a journal kept. A journal hands everything over in the order in which it happened: first the snapshots,
 * then what came after them.
 * - `ledger-shard`: one shard of the ledger, as a checkpoint stored it.
 * - `pending`: entries that were pending at a checkpoint; `destinations` are the names by the number that they use.
 * - `changes`: what happened since to entries that were handed over. An entry that is not pending any more is left alone.
 * - `record`: one record, whole.
 * - `ledger-record`: a record whose entries were handed over otherwise; only the ledger may lack it.
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

/** The findings of an opening journal. */
export interface Recovery {
  /** The largest sequence number that is taken; 0 when none is. */
  readonly lastSeq: number;
  /** Records that were read again. */
  readonly replayedRecords: number;
  /** Bytes of an unfinished last write that were cut off and kept aside. */
  readonly tornBytes: number;
  /** Records whose checksum failed, set aside. */
  readonly damagedRecords: number;
}

/** The state as a journal may store it, so that a start need not read every record. */
export interface CheckpointSource {
  /** The number of the last event that is folded. */
  readonly lastSeq: number;
  /** The names of destinations, by the number that pending entries use. */
  readonly destinations: readonly string[];
  /** The pending entries whose numbers are from `first` to `last`, in their order. */
  pendingBetween(first: number, last: number): readonly PendingEntry[];
  /** One shard of the ledger as of `lastSeq`. What ended before `forgetBefore` (epoch ms) is left out, and forgotten. */
  ledgerShard(shard: number, forgetBefore: number): LedgerShard;
}

/** How much room a journal has. */
export interface JournalRoom {
  /** Free bytes where it stores, as of the last look; infinite when it can't tell. */
  readonly freeBytes: number;
  /** So many bytes must stay free. */
  readonly minFreeBytes: number;
  /** Parts of the history that were deleted because room ran short. */
  readonly droppedSegments: number;
}

/**
 * The record of everything that happened. Port, with one writer.
 *
 * States: new, then `open`, then any number of `append`/`read`/`history`/`checkpoint`, then `close` (idempotent).
 */
export interface Journal {
  /**
   * Takes sole possession, and hands over everything that is kept.
   *
   * @throws {JournalError} `journal.locked` when another process has it; `journal.unavailable` when it can't be used.
   */
  open(restore: (stored: Stored) => void): Promise<Recovery>;
  /**
   * Appends records, each whole or not at all, and gives their places once they are durable. On an error none of them
   * counts, and the same sequence numbers may be appended again. Never called while another append runs.
   *
   * @throws {JournalError} `journal.full` when there is no room now; `journal.unavailable` when nothing can be stored
   * any more, after which the process must end.
   */
  append(records: readonly OutboxRecord[]): Promise<readonly Appended[]>;
  /** The records at these places, in order; undefined for one that can't be read any more. */
  read(refs: readonly RecordRef[]): Promise<readonly (OutboxRecord | undefined)[]>;
  /** Every record that mentions this alarm and is still kept, oldest first. */
  history(alarmId: string): AsyncIterable<OutboxRecord>;
  /**
   * Called after the start and after every fold: the journal may store a snapshot and release what is not needed any
   * more, in the background. Returns at once; what fails is tried again later, since only disk space depends on it.
   */
  checkpoint(source: CheckpointSource): void;
  /** Why nothing new should be accepted now, in words for the sender; undefined while there is room. Settles still go. */
  shortOfRoom(): string | undefined;
  room(): JournalRoom;
  /** Bytes of what holds pending entries; what is over and kept as history does not count. */
  pendingBytes(): number;
  /** Bytes that are stored in all. */
  sizeBytes(): number;
  close(): Promise<void>;
}
