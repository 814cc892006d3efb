import type { OutboxRecord } from '../outbox/events/event.ts';
import { Outbox, type Restored } from '../outbox/outbox.ts';
import type { DeadLetters } from '../outbox/ports/dead-letters.ts';
import type { Journal } from '../outbox/ports/journal.ts';
import type { Adoption, JournalKind, StorageOperation } from '../outbox/ports/journal-kind.ts';
import type { Note } from '../outbox/ports/note.ts';
import type { Renderer } from '../outbox/renderer.ts';
import type { TimerClock } from '../time/clock.ts';
import { policyOf } from './outbox-policy.ts';
import type { ReadConfig } from './read-config.ts';

/** The journal, the dead letters and the outbox, open and restored. */
export interface Storage {
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  readonly refusals?: Note | undefined;
  readonly waits?: Note | undefined;
  readonly told?: Note | undefined;
  readonly outbox: Outbox;
  readonly recovery: Restored;
}

/** Well below 50 ms: deliveries of that time may be repeated after a crash. */
const SETTLE_PATIENCE_MS = 20;

interface Hooks {
  readonly adopt?: Adoption | undefined;
  /** Renders anew what waits. */
  readonly renderer?: Renderer;
  readonly clock: TimerClock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly onRecord: (record: OutboxRecord) => void;
  readonly onBackgroundError: (error: unknown) => void;
  readonly onDiskFailure: (operation: StorageOperation) => void;
}

/**
 * Opens a journal of this kind, and restores its content.
 *
 * @throws {JournalError} when another process uses the journal, or it can't be used.
 */
export async function openStorage(
  kind: JournalKind,
  read: ReadConfig,
  { adopt, clock, random, renderer, onRecord, onBackgroundError, onDiskFailure }: Hooks,
): Promise<Storage> {
  const { dataDir, outbox: settings } = read.config;
  const { journal, deadLetters, ...notes } = kind.create({
    dataDir,
    partBytes: settings.segmentBytes,
    history: { keepMs: settings.history.keep, maxBytes: settings.history.maxBytes },
    minFreeBytes: settings.minFreeDisk,
    deadLetterBytes: settings.deadLetters.maxBytes,
    adopt,
    clock,
    onBackgroundError,
    onFailure: onDiskFailure,
  });
  const outbox = new Outbox({
    journal,
    deadLetters,
    policy: policyOf(read, renderer),
    onRecord,
    clock,
    random,
    settlePatienceMs: SETTLE_PATIENCE_MS,
  });
  const recovery = await outbox.open();
  await deadLetters.open();
  return { journal, deadLetters, ...notes, outbox, recovery };
}
