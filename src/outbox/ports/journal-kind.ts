import type { Clock } from '../../time/clock.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Journal } from './journal.ts';
import type { Note } from './note.ts';

/** Operation of the storage that can fail. A closed set, used as a metric label. */
export type StorageOperation = 'write' | 'sync' | 'read' | 'change';

/** The operator's word that a copy of a data directory goes on in place of the original: any copy, or that of one directory. */
export type Adoption = 'any' | { readonly instance: string };

/** What a data directory is a copy of, and the remedy. */
export interface CopyFound {
  readonly words: string;
  readonly remedy: string;
}

/** Settings of a new journal. Sizes are in bytes. */
export interface JournalSettings {
  readonly dataDir: string;
  /** Size of one part of the record. A journal frees space part by part; the file journal calls them segments. */
  readonly partBytes: number;
  /** Time and size limits of the history. */
  readonly history: { readonly keepMs: number; readonly maxBytes: number };
  /** Free space below which nothing new is accepted. */
  readonly minFreeBytes: number;
  readonly deadLetterBytes: number;
  /** Absent: a copy of a data directory is refused. */
  readonly adopt?: Adoption | undefined;
  readonly clock: Clock;
  /** Receives errors of background work, which is tried again later. */
  readonly onBackgroundError: (error: unknown) => void;
  /** Receives each failure of the storage, including those that the journal recovers from. */
  readonly onFailure: (operation: StorageOperation) => void;
}

/** A journal and its dead letters, not open yet. */
export interface JournalParts {
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  /** Note of the credentials that COC refused. Without it, a restart tries them again. */
  readonly refusals?: Note;
  /** Note of the waits that COC asked for. Without it, a restart ends them. */
  readonly waits?: Note;
  /** Note of the configuration that was in use last. Without it, a start cannot tell all that has changed. */
  readonly told?: Note;
}

/**
 * Kind of journal, as the registry lists it. A new kind is a new folder, one entry in the registry, and one
 * call of the contract test.
 */
export interface JournalKind {
  /** Value of `journal.type` in the configuration. */
  readonly type: string;
  /** Where it stores its records, for the description of `journal.type`. */
  readonly place: string;
  /**
   * Creates the data directory durably, so that it survives a power loss.
   *
   * @throws when that is not possible
   */
  prepare(dataDir: string): Promise<void>;
  create(settings: JournalSettings): JournalParts;
  /** Looks, without changing anything, whether a data directory is a copy of another one; undefined when it is none. */
  findCopy?(dataDir: string): Promise<CopyFound | undefined>;
}
