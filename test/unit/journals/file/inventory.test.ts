import { describe, expect, it, vi } from 'vitest';
import { encodeFrame } from '../../../../src/journals/file/disk/frame.ts';
import { Inventory } from '../../../../src/journals/file/inventory.ts';
import type { OutboxRecord } from '../../../../src/outbox/events/event.ts';
import type { Gap } from '../../../../src/outbox/ports/gap.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { DIRECTORY, openJournal, pendingSeqs, queueRecord, settled } from '../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';
import { usedDisk } from '../../../support/used-disk.ts';

const SEGMENTS = `${DIRECTORY}/segments`;

/** Starts on a disk, and lets housekeeping run. */
async function startOn(fs: SimulatedFileSystem) {
  const opened = await openJournal({ fs, clock: new FakeClock() });
  opened.journal.checkpoint(opened.state);
  await settled();
  return opened;
}

/** Makes a disk with `count` segments of one pending entry each, as a kill leaves it. */
async function diskWithSegments(count: number): Promise<SimulatedFileSystem> {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  const { journal, state } = await openJournal({ fs, clock, segmentBytes: 1 });
  for (let seq = 1; seq <= count; seq++) {
    const record = queueRecord(seq, `s${seq}`);
    const [appended] = await journal.append([record]);
    if (appended) state.fold(record, appended.ref, 0);
    clock.advance(1_000);
    journal.checkpoint(state);
    await settled();
  }
  return fs.killProcess();
}

const segmentFile = (segment: number, ending = 'log') => `000000000${segment}.${ending}`;

async function removeSegment(fs: SimulatedFileSystem, segment: number): Promise<void> {
  await fs.remove(`${SEGMENTS}/${segmentFile(segment)}`);
  await fs.remove(`${SEGMENTS}/${segmentFile(segment, 'idx')}`);
}

const brief = (gaps: readonly Gap[]) => gaps.map(({ kind, file, isNew }) => [kind, file, isNew]);

describe('a segment that is missing', () => {
  it('in the middle is a gap with its numbers, and the others are restored', async () => {
    const fs = await diskWithSegments(4);
    await removeSegment(fs, 2);
    const { journal, state } = await startOn(fs);
    expect(journal.gaps()).toMatchObject([
      { kind: 'segment', file: segmentFile(2), firstSeq: 2, lastSeq: 2, events: 1, isNew: true },
    ]);
    expect(pendingSeqs(state)).toEqual([1, 3, 4]);
  });

  it('at the end is a gap too, and none of its numbers is used again', async () => {
    const fs = await diskWithSegments(3);
    await removeSegment(fs, 3);
    const { journal, state } = await startOn(fs);
    expect(journal.gaps()).toMatchObject([{ kind: 'segment', firstSeq: 3 }]);
    expect(journal.gaps()[0]?.lastSeq).toBeUndefined();
    expect(state.nextSeq).toBeGreaterThan(1_000_000);
    await journal.append([queueRecord(state.nextSeq, 'z')]);
    expect(await fs.list(SEGMENTS)).toContain(segmentFile(4));
    expect(await fs.list(SEGMENTS)).not.toContain(segmentFile(3));
  });

  it('at the end uses no number again at the start after the next one either', async () => {
    const fs = await diskWithSegments(3);
    await removeSegment(fs, 3);
    await startOn(fs);
    const { state } = await startOn(fs.killProcess());
    expect(state.nextSeq).toBeGreaterThan(1_000_000);
  });

  it('is counted once, and remembered', async () => {
    const fs = await diskWithSegments(4);
    await removeSegment(fs, 2);
    await startOn(fs);
    for (let start = 0; start < 3; start++) {
      const { journal } = await startOn(fs.killProcess());
      expect(brief(journal.gaps())).toEqual([['segment', segmentFile(2), false]]);
    }
  });

  it('while its index is there leaves its entries to be lost one by one', async () => {
    const fs = await diskWithSegments(4);
    await fs.remove(`${SEGMENTS}/${segmentFile(2)}`);
    const { journal, state } = await startOn(fs);
    expect(brief(journal.gaps())).toEqual([['segment', segmentFile(2), true]]);
    expect(pendingSeqs(state)).toEqual([1, 2, 3, 4]);
    const [lost] = [...state.pendingEntries()].filter(({ seq }) => seq === 2);
    expect(await journal.read(lost ? [lost.ref] : [], [2])).toEqual([undefined]);
    const { journal: next } = await startOn(fs.killProcess());
    expect(brief(next.gaps())).toEqual([['segment', segmentFile(2), false]]);
  });

  it('and was put back is no gap any more', async () => {
    const fs = await diskWithSegments(4);
    const bytes = (await fs.readFile(`${SEGMENTS}/${segmentFile(2)}`)) ?? Buffer.alloc(0);
    const kept = Buffer.from(bytes);
    await removeSegment(fs, 2);
    await startOn(fs);
    const killed = fs.killProcess();
    killed.put(`${SEGMENTS}/${segmentFile(2)}`, kept);
    const { journal, state } = await startOn(killed);
    expect([journal.gaps(), pendingSeqs(state)]).toEqual([[], [1, 2, 3, 4]]);
  });

  it('of the history is a gap of its own kind', async () => {
    const { fs, pending } = await usedDisk();
    const [oldest = ''] = (await fs.list(`${DIRECTORY}/history`)).filter((name) => name.endsWith('.log'));
    await fs.remove(`${DIRECTORY}/history/${oldest}`);
    const { journal, state } = await startOn(fs);
    expect(brief(journal.gaps())).toEqual([['history', oldest, true]]);
    expect(journal.gaps()[0]).not.toHaveProperty('events');
    expect(pendingSeqs(state)).toEqual(pending);
  });
});

it('a settled segment that got lost after its move to the history had failed is missing in stories only', async () => {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  const onBackgroundError = vi.fn();
  const { journal, state } = await openJournal({
    fs,
    clock,
    segmentBytes: 1,
    snapshotBytes: 1,
    onBackgroundError,
  });
  fs.inject({ operation: 'rename', code: 'EIO', path: /segments.0000000001.log/, times: 9 });
  const lane = () => [...state.pendingEntries()][0]?.lane ?? 0;
  const records = [
    () => queueRecord(1, 'a'),
    (): OutboxRecord => ({ v: 1, seq: 2, at: 2, events: [{ type: 'entry.lost', entry: 1, lane: lane() }] }),
    () => queueRecord(3, 'b'),
    () => queueRecord(4, 'c'),
  ];
  for (const make of records) {
    const record = make();
    // The last round stores the inventory, and then fails before it tries the move again.
    if (record.seq === 4) fs.inject({ operation: 'create', code: 'EIO', path: /idx/, times: 9 });
    const [appended] = await journal.append([record]);
    if (appended) state.fold(record, appended.ref, 0);
    clock.advance(1_000);
    journal.checkpoint(state);
    await settled();
  }
  const failed = onBackgroundError.mock.calls.map(([error]) => String(error));
  expect([failed[0], failed.at(-1)]).toEqual([
    expect.stringContaining('rename'),
    expect.stringContaining('create'),
  ]);
  const killed = fs.killProcess();
  await removeSegment(killed, 1);
  killed.heal();
  expect(brief((await startOn(killed)).journal.gaps())).toEqual([['history', segmentFile(1), true]]);
});

describe('other files that are missing', () => {
  it('a snapshot of the ledger is a gap, and rebuilt', async () => {
    const { fs, episodes } = await usedDisk();
    const names = await fs.list(`${DIRECTORY}/ledger`);
    for (const name of names) await fs.remove(`${DIRECTORY}/ledger/${name}`);
    const { journal, state } = await startOn(fs);
    expect(brief(journal.gaps())).toEqual(names.map((name) => ['ledger', `ledger/${name}`, true]));
    expect([...state.ledger.everySeries()].map(({ alarmId }) => alarmId).sort()).toEqual(
      [...episodes.keys()].sort(),
    );
    expect(await fs.list(`${DIRECTORY}/ledger`)).toEqual(names);
    const { journal: next } = await startOn(fs.killProcess());
    expect(next.gaps()).toEqual([]);
  });

  it('a snapshot is rebuilt also when a start was killed before it had stored it, and counted once', async () => {
    const { fs, episodes } = await usedDisk();
    const names = await fs.list(`${DIRECTORY}/ledger`);
    for (const name of names) await fs.remove(`${DIRECTORY}/ledger/${name}`);
    await openJournal({ fs });
    const { journal, state } = await openJournal({ fs: fs.killProcess() });
    expect([...state.ledger.everySeries()].map(({ alarmId }) => alarmId).sort()).toEqual(
      [...episodes.keys()].sort(),
    );
    expect(brief(journal.gaps())).toEqual(names.map((name) => ['ledger', `ledger/${name}`, false]));
  });

  it('thousands of them are all counted, and the last ones remembered', async () => {
    const fs = await diskWithSegments(1);
    const segments = [...Array(1_500).keys()].map((i) => ({ segment: 1_000 + i, isHistory: true }));
    const inventory = { v: 1, segments, shards: [], gaps: [] };
    fs.put(`${DIRECTORY}/inventory.json`, encodeFrame(JSON.stringify(inventory)));
    expect((await startOn(fs)).journal.gaps()).toHaveLength(1_500);
    expect((await startOn(fs.killProcess())).journal.gaps()).toHaveLength(1_000);
  });

  it.each([
    ['missing', undefined],
    ['garbage', Buffer.from('garbage')],
  ])('the inventory that is %s is a gap, and made again', async (_, content) => {
    const fs = await diskWithSegments(2);
    await fs.remove(`${DIRECTORY}/inventory.json`);
    if (content) fs.put(`${DIRECTORY}/inventory.json`, content);
    const { journal } = await startOn(fs);
    expect(brief(journal.gaps())).toEqual([['inventory', 'inventory.json', true]]);
    const killed = fs.killProcess();
    await removeSegment(killed, 1);
    const { journal: next } = await startOn(killed);
    expect(brief(next.gaps())).toEqual([['segment', segmentFile(1), true]]);
  });
});

describe('without the list of files', () => {
  const lists = ['inventory.json', 'epoch.json'];
  it.each([
    [1, [2]],
    [2, [2]],
    [2, [2, 3]],
  ])(
    '%i of the two lists gone, segments %j in the middle are missed by their numbers',
    async (gone, segments) => {
      const fs = await diskWithSegments(5);
      for (const list of lists.slice(0, gone)) await fs.remove(`${DIRECTORY}/${list}`);
      for (const segment of segments) await removeSegment(fs, segment);
      const { journal } = await startOn(fs);
      const found = journal.gaps().filter(({ kind }) => kind === 'segment');
      expect(found.map(({ file }) => file).sort()).toEqual(segments.map((segment) => segmentFile(segment)));
      expect(found.reduce((sum, { events = 0 }) => sum + events, 0)).toBe(segments.length);
      expect(found).toEqual(
        found.map((gap) => ({ ...gap, firstSeq: 2, lastSeq: 1 + segments.length, isNew: true })),
      );
      const { journal: next, state } = await startOn(fs.killProcess());
      expect(next.gaps().map(({ kind, isNew }) => [kind, isNew])).toEqual(
        segments.map(() => ['segment', false]),
      );
      expect(state.nextSeq).toBe(6);
    },
  );

  it('a directory of a version that keeps none misses nothing', async () => {
    const fs = await diskWithSegments(3);
    await fs.remove(`${DIRECTORY}/inventory.json`);
    fs.put(`${DIRECTORY}/epoch.json`, encodeFrame(JSON.stringify({ epoch: 7 })));
    await removeSegment(fs, 2);
    expect((await startOn(fs)).journal.gaps()).toEqual([]);
  });
});

describe('no gap', () => {
  it('is what housekeeping deletes', async () => {
    const { fs } = await usedDisk();
    const before = await fs.list(`${DIRECTORY}/history`);
    const opened = await openJournal({ fs, clock: new FakeClock(), history: { keepMs: 1e9, maxBytes: 1 } });
    opened.journal.checkpoint(opened.state);
    await settled();
    expect((await fs.list(`${DIRECTORY}/history`)).length).toBeLessThan(before.length);
    const { journal } = await startOn(fs.killProcess());
    expect(journal.gaps()).toEqual([]);
  });

  it('is noted twice for one file, but beside records that are missing in it', () => {
    const inventory = new Inventory(new SimulatedFileSystem(), DIRECTORY);
    const gap = { file: segmentFile(1), foundAt: 0, isNew: true } as const;
    inventory.note({ ...gap, kind: 'history' });
    inventory.note({ ...gap, kind: 'segment' });
    inventory.note({ ...gap, kind: 'records', events: 2 });
    inventory.note({ ...gap, kind: 'records', events: 1 });
    expect(inventory.gaps.map(({ kind, events }) => [kind, events])).toEqual([
      ['records', 2],
      ['history', undefined],
    ]);
    inventory.note({ ...gap, kind: 'records', events: 3 });
    expect(inventory.gaps.map(({ events }) => events)).toEqual([3, undefined]);
  });

  it('is a segment that was taken off the list, while all others stay on it', async () => {
    const fs = new SimulatedFileSystem();
    await fs.makeDirectory(DIRECTORY);
    const segments = [1, 2, 3].map((segment) => ({ segment, isHistory: true }));
    const inventory = new Inventory(fs, DIRECTORY);
    await inventory.save(() => ({ segments, shards: [5] }));
    await inventory.forget(2);
    const next = new Inventory(fs, DIRECTORY);
    await next.open('required', 0);
    next.check({ segments: new Set([3]), shards: new Set() }, 0);
    expect(brief(next.gaps)).toEqual([
      ['history', segmentFile(1), true],
      ['ledger', 'ledger/shard-005.json', true],
    ]);
  });

  it('is what a version that keeps no inventory has deleted since', async () => {
    const fs = await diskWithSegments(4);
    fs.put(`${DIRECTORY}/epoch.json`, encodeFrame('{"epoch":7}'));
    await removeSegment(fs, 2);
    const { journal } = await startOn(fs);
    expect(journal.gaps()).toEqual([]);
    const killed = fs.killProcess();
    await removeSegment(killed, 3);
    const { journal: next } = await startOn(killed);
    expect(brief(next.gaps())).toEqual([['segment', segmentFile(3), true]]);
  });

  it('is in a directory that never had an inventory', async () => {
    const fs = await diskWithSegments(4);
    await fs.remove(`${DIRECTORY}/epoch.json`);
    await fs.remove(`${DIRECTORY}/inventory.json`);
    const { journal, recovery } = await startOn(fs);
    expect([journal.gaps(), recovery.start]).toEqual([[], undefined]);
  });

  it.each([
    ['', async () => undefined],
    [', and found no epoch', (fs: SimulatedFileSystem) => fs.remove(`${DIRECTORY}/epoch.json`)],
  ])('hides behind a start that began an epoch and then failed%s', async (_, damage) => {
    const fs = await diskWithSegments(4);
    await damage(fs);
    fs.inject({ operation: 'readFile', code: 'EIO', path: /segments/, times: 9 });
    await expect(openJournal({ fs })).rejects.toThrow('EIO');
    const killed = fs.killProcess();
    await removeSegment(killed, 2);
    const { journal } = await startOn(killed);
    expect(brief(journal.gaps())).toEqual([['segment', segmentFile(2), true]]);
  });

  it('hides behind an epoch that is missing', async () => {
    const fs = await diskWithSegments(4);
    await fs.remove(`${DIRECTORY}/epoch.json`);
    await removeSegment(fs, 2);
    const { journal } = await startOn(fs);
    expect(brief(journal.gaps())).toEqual([['segment', segmentFile(2), true]]);
  });
});

describe('the lists of what must exist', () => {
  it.each([
    ['are up to date after an owner that keeps them', true, undefined, 'kept'],
    ['are up to date also when nothing tells who the last owner was', true, null, 'kept'],
    ['are out of date after an owner that keeps none', false, '{"epoch":7}', 'kept'],
    ['are needed when the last owner kept them, though one is missing', true, undefined, 'removed'],
    ['are unknown in a directory that has none', false, null, 'removed'],
  ] as const)('%s', async (_, hasInventory, epoch, list) => {
    const fs = await diskWithSegments(1);
    if (epoch === null) await fs.remove(`${DIRECTORY}/epoch.json`);
    else if (epoch) fs.put(`${DIRECTORY}/epoch.json`, encodeFrame(epoch));
    if (list === 'removed') await fs.remove(`${DIRECTORY}/inventory.json`);
    expect((await startOn(fs)).journal.hasInventory).toBe(hasInventory);
  });
});

describe('a start', () => {
  it('in an empty directory says so, once', async () => {
    const fs = new SimulatedFileSystem();
    expect((await startOn(fs)).recovery.start).toBe('first');
    expect((await startOn(fs.killProcess())).recovery.start).toBeUndefined();
  });

  it('in a directory of which only dead letters are left says that the records are gone', async () => {
    const fs = new SimulatedFileSystem();
    await fs.makeDirectory(`${DIRECTORY}/dead-letters`);
    fs.put(`${DIRECTORY}/dead-letters/entry-1.json`, Buffer.from('x'));
    expect((await startOn(fs)).recovery.start).toBe('emptied');
  });

  it('makes no gap of a segment that is deleted on a full disk, where nothing else can be written', async () => {
    const { fs } = await usedDisk();
    let used = 0;
    for (const [, bytes] of fs.files()) used += bytes.length;
    fs.capacity = used;
    const { journal, state } = await openJournal({
      fs,
      clock: new FakeClock(),
      onBackgroundError: () => undefined,
    });
    const events = [{ type: 'entry.lost', entry: 1, lane: 1 }] as const;
    await journal.append([{ v: 1, seq: state.nextSeq, at: 1, events }]);
    journal.checkpoint(state);
    await settled();
    expect(journal.room().droppedParts).toBeGreaterThan(0);
    const { journal: next } = await startOn(fs.killProcess());
    expect(next.gaps()).toEqual([]);
  });
});
