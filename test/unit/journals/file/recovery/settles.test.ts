import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../../src/journals/file/disk/frame.ts';
import { SEGMENT_FORMAT } from '../../../../../src/journals/file/segments/segment-header.ts';
import type { OutboxRecord } from '../../../../../src/outbox/events/event.ts';
import { OutboxState } from '../../../../../src/outbox/state.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import {
  aFileJournal,
  DIRECTORY,
  openJournal,
  pendingSeqs,
  queueRecord,
  settled,
} from '../../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';
import { usedDisk } from '../../../../support/used-disk.ts';

const SEGMENTS = `${DIRECTORY}/segments`;
type Opened = Awaited<ReturnType<typeof openJournal>>;

async function append({ journal, state }: Opened, ...records: readonly OutboxRecord[]): Promise<void> {
  for (const record of records) {
    const [appended] = await journal.append([record]);
    if (appended) state.fold(record, appended.ref, 0);
  }
}

/** Settles an entry as lost, which needs no more than its number and its lane. */
function settle(state: Opened['state'], seq: number, entry: number): OutboxRecord {
  const lane = [...state.pendingEntries()].find((one) => one.seq === entry)?.lane ?? 0;
  return { v: 1, seq, at: seq, events: [{ type: 'entry.lost', entry, lane }] };
}

it('a settled first entry of a segment stays settled over a restart', async () => {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  // Each record begins a segment, so each entry is the first one of its segment.
  const opened = await openJournal({ fs, clock, segmentBytes: 1, snapshotBytes: 1 });
  await append(opened, queueRecord(1, 'a'), queueRecord(2, 'b'), queueRecord(3, 'c'));
  for (const [seq, entry] of [
    [4, 2],
    [5, 3],
  ] as const) {
    await append(opened, settle(opened.state, seq, entry));
    for (let round = 0; round < 3; round++) {
      clock.advance(1_000);
      opened.journal.checkpoint(opened.state);
      await settled();
    }
  }
  const { state } = await openJournal({ fs: fs.killProcess() });
  expect(pendingSeqs(state)).toEqual([1]);
});

it('a record that was taken back does not count in the history either, where its segment has no index', async () => {
  const fs = new SimulatedFileSystem();
  const opened = await openJournal({ fs });
  await append(opened, queueRecord(1, 'a'));
  const takenBack = settle(opened.state, 2, 1);
  const killed = fs.killProcess();
  const write = (path: string, ...lines: readonly object[]) =>
    killed.put(path, Buffer.concat(lines.map((line) => encodeFrame(JSON.stringify(line)))));
  const header = { ...SEGMENT_FORMAT, segment: 2, epoch: 1, firstSeq: 2 };
  const end = encodeFrame(JSON.stringify(header)).length;
  const told = { ...takenBack, events: [...takenBack.events, { type: 'alert.repeated', alarmId: 's1' }] };
  write(`${DIRECTORY}/history/0000000002.log`, header, told);
  const next = { ...SEGMENT_FORMAT, segment: 3, epoch: 1, firstSeq: 2, continues: { segment: 2, end } };
  write(`${SEGMENTS}/0000000003.log`, next, queueRecord(2, 's1'));
  // A snapshot is missing, so the history is read for the ledger too.
  killed.put(`${DIRECTORY}/ledger/shard-000.json`, Buffer.from('garbage'));
  const seen: number[] = [];
  const journal = aFileJournal({ fs: killed });
  const state = new OutboxState();
  await journal.open((stored) => {
    if (stored.kind === 'ledger-record') seen.push(stored.record.seq);
    state.restore(stored, 0);
  });
  expect([pendingSeqs(state), seen]).toEqual([[1, 2], []]);
  const story: OutboxRecord[] = [];
  for await (const record of journal.history('s1')) story.push(record);
  expect(story).toEqual([queueRecord(2, 's1')]);
});

it('numbers that an index knows are not used again, though the last records are lost and no list tells', async () => {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  const opened = await openJournal({ fs, clock, segmentBytes: 1 });
  await append(opened, queueRecord(1, 'a'), queueRecord(2, 'b', 'c', 'd', 'e'));
  clock.advance(1_000);
  opened.journal.checkpoint(opened.state);
  await settled();
  const killed = fs.killProcess();
  killed.put(`${SEGMENTS}/0000000002.log`, Buffer.alloc(0));
  const next = await openJournal({ fs: killed, clock, segmentBytes: 1 });
  expect([next.state.nextSeq, next.recovery.damagedRecords]).toEqual([6, 1]);
  // An index that is newer than a settle is taken to include it.
  await append(next, settle(next.state, 6, 1), queueRecord(7, 'f'), queueRecord(8, 'g'));
  clock.advance(1_000);
  next.journal.checkpoint(next.state);
  await settled();
  expect(pendingSeqs((await openJournal({ fs: killed.killProcess() })).state)).toEqual([7, 8]);
});

describe('history', () => {
  it('without its indexes still settles the entries of a segment whose index is lost', async () => {
    const { fs, pending } = await usedDisk();
    for (const directory of [SEGMENTS, `${DIRECTORY}/history`])
      for (const name of await fs.list(directory))
        if (name.endsWith('.idx')) await fs.remove(`${directory}/${name}`);
    const { state } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(pending);
  });
});

it('a record behind the end that a successor names does not count, though it is whole', async () => {
  const fs = new SimulatedFileSystem();
  const opened = await openJournal({ fs, segmentBytes: 1_000_000 });
  await append(opened, queueRecord(1, 'a'));
  const { bytes: end = 0 } = (await fs.stat(`${SEGMENTS}/0000000001.log`)) ?? {};
  await append(opened, queueRecord(2, 'unknown'), queueRecord(3, 'unknown'));
  const killed = fs.killProcess();
  const header = { ...SEGMENT_FORMAT, segment: 2, epoch: 1, firstSeq: 2, continues: { segment: 1, end } };
  const lines = [header, queueRecord(2, 'b')].map((line) => encodeFrame(JSON.stringify(line)));
  killed.put(`${SEGMENTS}/0000000002.log`, Buffer.concat(lines));
  const { state, journal } = await openJournal({ fs: killed });
  expect(pendingSeqs(state)).toEqual([1, 2]);
  const [, second] = [...state.pendingEntries()].sort((a, b) => a.seq - b.seq);
  expect(await journal.read(second ? [second.ref] : [])).toEqual([queueRecord(2, 'b')]);
});

it('segments that are settled when the agent starts are released by later rounds', async () => {
  const fs = new SimulatedFileSystem();
  const opened = await openJournal({ fs, segmentBytes: 1, snapshotBytes: 1e9 });
  for (let seq = 1; seq <= 20; seq += 2) {
    await append(opened, queueRecord(seq, `s${seq}`));
    await append(opened, settle(opened.state, seq + 1, seq));
  }
  const clock = new FakeClock();
  const killed = fs.killProcess();
  const before = (await killed.list(SEGMENTS)).length;
  expect(before).toBeGreaterThan(2);
  const next = await openJournal({ fs: killed, clock, snapshotBytes: 1 });
  for (let seq = 21; seq < 30; seq++) {
    await append(next, queueRecord(seq, `s${seq}`));
    clock.advance(1_000);
    next.journal.checkpoint(next.state);
    await settled();
  }
  expect(await killed.list(SEGMENTS)).not.toContain('0000000001.log');
});
