import type { Logger } from 'pino';
import { openFingerprintKey } from '../config/fingerprint-key.ts';
import { socketLock } from '../journals/file/directory-lock.ts';
import { FileDeadLetters } from '../journals/file/file-dead-letters.ts';
import { FileJournal } from '../journals/file/file-journal.ts';
import { layoutOf } from '../journals/file/layout.ts';
import { nodeFileSystem } from '../journals/file/node-file-system.ts';
import { type FileOperation, watchedFileSystem } from '../journals/file/watched-file-system.ts';
import type { OutboxRecord } from '../outbox/events/event.ts';
import { Outbox, type Restored } from '../outbox/outbox.ts';
import { systemClock } from '../time/clock.ts';
import { policyOf } from './outbox-policy.ts';
import type { ReadConfig } from './read-config.ts';

/** Where everything is kept, open and restored. */
export interface Storage {
  readonly journal: FileJournal;
  readonly deadLetters: FileDeadLetters;
  readonly outbox: Outbox;
  readonly recovery: Restored;
}

/** Well below the 50 ms for which a crash may have a delivery made again. */
const SETTLE_PATIENCE_MS = 20;

interface Hooks {
  readonly onRecord: (record: OutboxRecord) => void;
  readonly onBackgroundError: (error: unknown) => void;
  /** Told of each failure of the disk. */
  readonly onDiskFailure: (operation: FileOperation) => void;
}

/**
 * Opens the key for fingerprints of configurations. A key that can't be stored lasts until the agent stops.
 */
export function openKey(directory: string, log: Logger): Promise<Uint8Array> {
  const text =
    'could not store fingerprint.key; alarms that COC refused are tried once more after each restart';
  return openFingerprintKey({
    directory,
    makeDirectory: nodeFileSystem.makeDirectory,
    onFailure: (err) => log.warn({ err }, text),
  });
}

/**
 * Opens the data directory, and restores what is in it.
 *
 * @throws {JournalError} when another process has it, or it can't be used.
 */
export async function openStorage(
  read: ReadConfig,
  { onRecord, onBackgroundError, onDiskFailure }: Hooks,
): Promise<Storage> {
  const { dataDir: directory, outbox: settings } = read.config;
  const { keep: keepMs, maxBytes } = settings.history;
  const fs = watchedFileSystem(nodeFileSystem, onDiskFailure);
  const journal = new FileJournal({
    directory,
    fs,
    lock: socketLock,
    clock: systemClock,
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
    clock: systemClock,
    random: Math.random,
    settlePatienceMs: SETTLE_PATIENCE_MS,
  });
  const recovery = await outbox.open();
  await deadLetters.open();
  return { journal, deadLetters, outbox, recovery };
}
