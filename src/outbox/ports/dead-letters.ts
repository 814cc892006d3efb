import type { Json } from '../../alerts/alert.ts';
import type { EntryBody, Occasion } from '../events/entry.ts';
import type { LeftReason } from '../events/event.ts';
import type { Gap } from './gap.ts';

/** Complete copy of an entry or input that could not be delivered or read, so that it can be redriven. */
export interface DeadLetter {
  /**
   * Letters, digits and `-`. The same thing always has the same id, so that keeping it twice keeps it once:
   * `entry-<id>` for an entry, `in-<digest>` for input that could not be read.
   */
  readonly id: string;
  /** Time at which it was first kept, epoch ms UTC. */
  readonly at: number;
  /** Number of times the same content came, when more than once, and the last time, epoch ms UTC. */
  readonly times?: number;
  readonly lastAt?: number;
  readonly source: string;
  /** `refused`: COC refused the entry. `unreadable-alert`, `unreadable-body`: the input could not be read. */
  readonly kind: 'refused' | 'unreadable-alert' | 'unreadable-body';
  readonly reason: string;
  /** Error text of COC, or the fault of the body. */
  readonly detail: string;
  readonly entry?: { readonly id: number; readonly body: EntryBody };
  /** Fingerprint of the addresses and keys with which COC refused the entry. Absent in those of older versions. */
  readonly way?: string;
  /** Set when the agent found that it is no longer true, so that only an operator can send it again. */
  readonly left?: Occasion & { readonly why: LeftReason };
  /** Alert as it arrived. */
  readonly raw?: Json;
  /** Bytes of an unreadable body, in base64. */
  readonly bodyBase64?: string;
}

/** Port to the storage of dead letters. */
export interface DeadLetters {
  /** Finds the stored dead letters. Called once, after the journal is open and before any other call. */
  open(): Promise<void>;
  /**
   * Stores a dead letter durably. Returns false when it does not fit below the size limit: then nothing is
   * stored, and no other dead letter is removed for it.
   *
   * @throws {JournalError} when the disk fails.
   */
  keep(deadLetter: DeadLetter): Promise<boolean>;
  /** Ids of all dead letters, newest first. */
  ids(): readonly string[];
  /** Reads dead letters, newest first. */
  list(page: { readonly limit: number; readonly offset: number }): Promise<readonly DeadLetter[]>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Deletes a dead letter for good. Returns false when there is none with this id. */
  discard(id: string): Promise<boolean>;
  /** Dead letters that are missing although nobody discarded them, newest finding first. */
  gaps(): readonly Gap[];
  /** Number of dead letters, their size, and the size limit. */
  usage(): { readonly letters: number; readonly bytes: number; readonly maxBytes: number };
}
