import { socketLock } from '../../src/journals/file/disk/directory-lock.ts';
import { nodeFileSystem } from '../../src/journals/file/disk/node-file-system.ts';
import { FileJournal } from '../../src/journals/file/file-journal.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import { OutboxState } from '../../src/outbox/state.ts';
import { reportAlarm } from './entries.ts';

// A process to be killed: appends to a journal, and prints the number of everything that it was promised.
const journal = new FileJournal({
  directory: process.argv[2] ?? '',
  fs: nodeFileSystem,
  lock: socketLock,
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  segmentBytes: 20_000,
  snapshotBytes: 20_000,
  history: { keepMs: 60_000, maxBytes: 1_000_000 },
  minFreeBytes: 0,
  onBackgroundError: (error) => process.emitWarning(String(error)),
});
const state = new OutboxState();
await journal.open((stored) => state.restore(stored, 0));
process.stdout.write('open\n');
for (;;) {
  const { nextSeq: seq } = state;
  const body = reportAlarm(`a${seq % 50}`);
  const record: OutboxRecord = { v: 1, seq, at: seq, events: [{ type: 'entry.queued', body }] };
  const [appended] = await journal.append([record]);
  if (appended) state.fold(record, appended.ref, 0);
  process.stdout.write(`${seq}\n`);
  journal.checkpoint(state);
}
