import { socketLock } from '../journals/file/directory-lock.ts';
import { FileDeadLetters } from '../journals/file/file-dead-letters.ts';
import { FileJournal } from '../journals/file/file-journal.ts';
import { layoutOf } from '../journals/file/layout.ts';
import { nodeFileSystem } from '../journals/file/node-file-system.ts';
import { type FileOperation, watchedFileSystem } from '../journals/file/watched-file-system.ts';
import type { OutboxRecord } from '../outbox/events/event.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { Recovery } from '../outbox/ports/journal.ts';
import type { Clock } from '../time/clock.ts';
import { policyOf } from './outbox-policy.ts';
import type { ReadConfig } from './read-config.ts';

/** Where everything is kept, open and restored. */
export interface Storage {
  readonly journal: FileJournal;
  readonly deadLetters: FileDeadLetters;
  readonly outbox: Outbox;
  readonly recovery: Recovery;
}

/** Well below the 50 ms for which a crash may have a delivery made again. */
const SETTLE_PATIENCE_MS = 20;

interface Hooks {
  readonly clock: Clock;
  readonly onRecord: (record: OutboxRecord) => void;
  readonly onBackgroundError: (error: unknown) => void;
  /** Told of each failure of the disk. */
  readonly onDiskFailure: (operation: FileOperation) => void;
}

/**
 * Opens the data directory, and restores what is in it.
 *
 * @throws {JournalError} when another process has it, or it can't be used.
 */
export async function openStorage(
  read: ReadConfig,
  { clock, onRecord, onBackgroundError, onDiskFailure }: Hooks,
): Promise<Storage> {
  const { dataDir: directory, outbox: settings } = read.config;
  const { keep: keepMs, maxBytes } = settings.history;
  const fs = watchedFileSystem(nodeFileSystem, onDiskFailure);
  const journal = new FileJournal({
    directory,
    fs,
    lock: socketLock,
    clock,
    segmentBytes: settings.segmentBytes,
    history: { keepMs, maxBytes },
    minFreeBytes: settings.minFreeDisk,
    onBackgroundError,
  });
  const letters = layoutOf(directory).deadLetters;
  const deadLetters = new FileDeadLetters(fs, letters, settings.deadLetters.maxBytes);
  const policy = policyOf(read);
  const outbox = new Outbox({
    journal,
    deadLetters,
    policy,
    onRecord,
    clock,
    random: Math.random,
    settlePatienceMs: SETTLE_PATIENCE_MS,
  });
  const recovery = await outbox.open();
  await deadLetters.open();
  return { journal, deadLetters, outbox, recovery };
}
