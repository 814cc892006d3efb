import { FileJournal } from '../../src/journals/file/file-journal.ts';
import type { FileJournalOptions } from '../../src/journals/file/file-journal-options.ts';
import { MemoryDeadLetters } from '../../src/journals/memory/memory-dead-letters.ts';
import type { OutboxEvent, OutboxRecord } from '../../src/outbox/events/event.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import type { Recovery } from '../../src/outbox/ports/journal.ts';
import { OutboxState, type OutboxView } from '../../src/outbox/state.ts';
import { reportAlarm } from './entries.ts';
import { FakeClock } from './fake-clock.ts';
import { aPolicy } from './policy.ts';

export const DIRECTORY = '/data';

type Changes = Partial<FileJournalOptions> & Pick<FileJournalOptions, 'fs'>;

/** A file journal that seals early. */
export function aFileJournal(changes: Changes): FileJournal {
  return new FileJournal({
    directory: DIRECTORY,
    lock: async () => async () => undefined,
    clock: new FakeClock(),
    segmentBytes: 3_000,
    snapshotBytes: 3_000,
    history: { keepMs: 3_600_000, maxBytes: 1_000_000 },
    minFreeBytes: 0,
    onBackgroundError: (error) => {
      throw error;
    },
    ...changes,
  });
}

/** An open journal and the state that it restored. */
export async function openJournal(changes: Changes): Promise<{
  readonly journal: FileJournal;
  readonly state: OutboxState;
  readonly recovery: Recovery;
}> {
  const journal = aFileJournal(changes);
  const state = new OutboxState();
  const recovery = await journal.open((stored) => state.restore(stored, 0));
  state.seen(recovery.lastSeq);
  return { journal, state, recovery };
}

/** An outbox over a file journal, with the clock that moves its housekeeping. */
export async function openFileOutbox(changes: Changes) {
  const clock = new FakeClock();
  const journal = aFileJournal({ clock, ...changes });
  const outbox = new Outbox({
    journal,
    deadLetters: new MemoryDeadLetters(),
    clock,
    random: () => 0.5,
    policy: aPolicy(),
    onRecord: () => undefined,
  });
  const recovery = await outbox.open();
  return { outbox, journal, clock, recovery };
}

/** A record that queues one alarm of each series. */
export function queueRecord(seq: number, ...series: readonly string[]): OutboxRecord {
  const events = series.map((name): OutboxEvent => ({ type: 'entry.queued', body: reportAlarm(name) }));
  return { v: 1, seq, at: seq, events };
}

/** The numbers of the pending entries, in order. */
export function pendingSeqs(state: OutboxView): readonly number[] {
  return [...state.pendingEntries()].map(({ seq }) => seq).sort((a, b) => a - b);
}

/** Lets background work go on until nothing is left of it. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
}
