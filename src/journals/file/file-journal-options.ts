import type { Clock } from '../../time/clock.ts';
import type { DirectoryLock } from './disk/directory-lock.ts';
import type { FileSystem } from './disk/file-system.ts';
import type { LastEpoch } from './epoch.ts';
import type { HistoryPolicy } from './history.ts';
import type { Entered } from './home/home.ts';

/** Settings and surroundings of a {@link FileJournal}. */
export interface FileJournalOptions {
  readonly directory: string;
  readonly fs: FileSystem;
  readonly lock: DirectoryLock;
  /** Finds out whether the directory is a copy, also by what its journal tells of the last owner. Default: it is none. */
  readonly enterHome?: (journal: LastEpoch) => Promise<Entered>;
  readonly clock: Clock;
  /** A segment of this size is sealed before the next append. */
  readonly segmentBytes: number;
  readonly history: HistoryPolicy;
  /** With less free disk than this, nothing new is accepted. */
  readonly minFreeBytes: number;
  /**
   * The minimum growth of the journal before a changed shard of the ledger is stored again; 64 MiB by
   * default.
   */
  readonly snapshotBytes?: number;
  /** Called with the error of failed background work. A later round tries again. */
  readonly onBackgroundError: (error: unknown) => void;
}
