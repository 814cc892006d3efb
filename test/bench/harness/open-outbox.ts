import { socketLock } from '../../../src/journals/file/disk/directory-lock.ts';
import type { FileSystem } from '../../../src/journals/file/disk/file-system.ts';
import { nodeFileSystem } from '../../../src/journals/file/disk/node-file-system.ts';
import { FileDeadLetters } from '../../../src/journals/file/file-dead-letters.ts';
import { FileJournal } from '../../../src/journals/file/file-journal.ts';
import { layoutOf } from '../../../src/journals/file/layout.ts';
import { Outbox } from '../../../src/outbox/outbox.ts';
import type { Journal } from '../../../src/outbox/ports/journal.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { benchPolicy } from './policy.ts';

/**
 * Creates a journal with the default settings of the agent, on this machine's file system or a wrapper of it.
 */
export function newJournal(directory: string, fs: FileSystem = nodeFileSystem): FileJournal {
  return new FileJournal({
    directory,
    fs,
    lock: socketLock,
    clock: systemClock,
    segmentBytes: 4 * 2 ** 20,
    history: { keepMs: 7 * 86_400_000, maxBytes: 2 ** 30 },
    minFreeBytes: 2 ** 20,
    onBackgroundError: (error) => process.emitWarning(`housekeeping failed: ${error}`),
  });
}

/** Creates an outbox over a journal, without an agent. It is not open yet. */
export function newOutbox(directory: string, journal: Journal): Outbox {
  const { deadLetters } = layoutOf(directory);
  return new Outbox({
    journal,
    deadLetters: new FileDeadLetters(nodeFileSystem, deadLetters, { maxBytes: 2 ** 28 }),
    clock: systemClock,
    random: Math.random,
    policy: benchPolicy,
    onRecord: () => undefined,
  });
}
