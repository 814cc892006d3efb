import type { Clock } from '../../time/clock.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Journal } from './journal.ts';

/** An operation of the storage that can fail. A closed set: this is a metric label too. */
export type StorageOperation = 'write' | 'sync' | 'read' | 'change';

/** Everything that a journal is created with. Sizes are in bytes. */
export interface JournalSettings {
  readonly dataDir: string;
  /** The size at which a part of the journal is sealed and the next one is begun. */
  readonly segmentBytes: number;
  /** How long, and up to which size, records are kept that only stories need. */
  readonly history: { readonly keepMs: number; readonly maxBytes: number };
  /** Below this much free space nothing new is accepted. */
  readonly minFreeBytes: number;
  readonly deadLetterBytes: number;
  readonly clock: Clock;
  /** Called with what failed in the background; it is tried again later. */
  readonly onBackgroundError: (error: unknown) => void;
  /** Called with each failure of the storage, also with those that the journal recovers from. */
  readonly onFailure: (operation: StorageOperation) => void;
}

/** A journal and its dead letters, not open yet. */
export interface JournalParts {
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
}

/** A kind of journal, as the registry lists it: a new kind is a new folder, one entry there, and one call of its contract test. */
export interface JournalKind {
  /** The value of `journal.type` in the configuration. */
  readonly type: string;
  /** Makes the data directory, so that it survives a power loss. @throws when that is not possible. */
  prepare(dataDir: string): Promise<void>;
  create(settings: JournalSettings): JournalParts;
}
