import { describe, expect, it, vi } from 'vitest';
import { readLastEpoch } from '../../../../../src/journals/file/epoch.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { DIRECTORY, openJournal, pendingSeqs, queueRecord } from '../../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';
import { usedDisk } from '../../../../support/used-disk.ts';

const FIRST = `${DIRECTORY}/segments/0000000001.log`;

/** Makes a disk whose only segment is larger than all that is free, plus `extra` bytes. */
async function fullDisk(extra = 0): Promise<SimulatedFileSystem> {
  const fs = new SimulatedFileSystem();
  const { journal } = await openJournal({ fs, segmentBytes: 1_000_000 });
  for (let seq = 1; seq <= 20; seq++) await journal.append([queueRecord(seq, `s${seq}`)]);
  fillExcept(fs, extra);
  return fs.killProcess();
}

/** Leaves so many bytes free. */
function fillExcept(fs: SimulatedFileSystem, free: number): void {
  let used = 0;
  for (const [, bytes] of fs.files()) used += bytes.length;
  fs.capacity = used + free;
}

const ENTRIES = [...Array(20).keys()].map((i) => i + 1);

describe('a start on a full disk', () => {
  it.each(['ENOSPC', 'EDQUOT'] as const)('needs no copy of the last segment (%s)', async (code) => {
    const fs = await fullDisk(1_000);
    fs.fullCode = code;
    const { inode } = (await fs.stat(FIRST)) ?? {};
    const { state } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(ENTRIES);
    expect((await fs.stat(FIRST))?.inode).toBe(inode);
  });

  it('copies it when there is room', async () => {
    const fs = await fullDisk(1_000_000);
    const { inode } = (await fs.stat(FIRST)) ?? {};
    await openJournal({ fs });
    expect((await fs.stat(FIRST))?.inode).not.toBe(inode);
  });

  it('makes durable what a failed sync has lost, so that it builds on nothing that may vanish', async () => {
    const fs = new SimulatedFileSystem();
    const { journal } = await openJournal({ fs, segmentBytes: 1_000_000 });
    await journal.append([queueRecord(1, 'a')]);
    fs.inject({ operation: 'sync', code: 'EIO', path: /segments/, times: 2 });
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({
      code: 'journal.unavailable',
    });
    fillExcept(fs, 1_000);
    const killed = fs.killProcess();
    killed.heal();
    const first = await openJournal({ fs: killed });
    expect(pendingSeqs(first.state)).toEqual([1, 2]);
    const second = await openJournal({ fs: killed.reboot(() => 0) });
    expect(pendingSeqs(second.state)).toEqual([1, 2]);
  });

  it('leaves torn bytes in place, and the next segment names the end of what counts', async () => {
    const fs = await fullDisk(1_000);
    const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
    const whole = Buffer.concat([bytes, Buffer.from('torn')]);
    fs.put(FIRST, whole);
    fillExcept(fs, 2_000);
    const { journal, recovery } = await openJournal({ fs });
    expect(recovery.tornBytes).toBe(4);
    expect(await fs.readFile(FIRST)).toEqual(whole);
    fs.capacity = Number.POSITIVE_INFINITY;
    await journal.append([queueRecord(21, 'z')]);
    const killed = fs.killProcess();
    const next = await openJournal({ fs: killed });
    expect(pendingSeqs(next.state)).toEqual([...ENTRIES, 21]);
    expect((await killed.readFile(`${DIRECTORY}/segments/0000000002.log`))?.toString()).toContain(
      `"continues":{"segment":1,"end":${bytes.length}}`,
    );
  });

  it('keeps torn bytes as evidence in the room of the reserve, before it cuts them off', async () => {
    const fs = new SimulatedFileSystem();
    const { journal } = await openJournal({ fs, minFreeBytes: 1 });
    await journal.append([queueRecord(1, 'a')]);
    const killed = fs.killProcess();
    const bytes = (await killed.readFile(FIRST)) ?? Buffer.alloc(0);
    const torn = Buffer.alloc(500, 'torn');
    killed.put(FIRST, Buffer.concat([bytes, torn]));
    fillExcept(killed, 400);
    await openJournal({ fs: killed, minFreeBytes: 1 });
    const after = killed.reboot(() => 0);
    expect((await after.readFile(FIRST))?.length).toBe(bytes.length);
    expect(await after.readFile(`${DIRECTORY}/damaged/1-${bytes.length}.bin`)).toEqual(torn);
  });

  it('goes on with a word where a file system writes everything to a new place', async () => {
    const fs = await fullDisk(1_000);
    fs.inject({ operation: 'rewrite', code: 'ENOSPC' });
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const { state } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(ENTRIES);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('free some space'));
  });

  it('ends when the disk fails in another way', async () => {
    const fs = await fullDisk(1_000);
    fs.inject({ operation: 'rewrite', code: 'EIO' });
    await expect(openJournal({ fs })).rejects.toMatchObject({ code: 'journal.unavailable' });
  });

  it('gives up nothing when not even an epoch can be stored: the last one is written over', async () => {
    const { fs, pending } = await usedDisk();
    const names = await fs.list(`${DIRECTORY}/history`);
    const { epoch } = await readLastEpoch(fs, DIRECTORY);
    fillExcept(fs, 0);
    const { state, journal } = await openJournal({ fs, minFreeBytes: 1 });
    expect(pendingSeqs(state)).toEqual(pending);
    expect([journal.room().droppedParts, await fs.list(`${DIRECTORY}/history`)]).toEqual([0, names]);
    const after = fs.reboot(() => 0);
    expect((await readLastEpoch(after, DIRECTORY)).epoch).toBe(epoch + 1);
  });

  it('gives up history, oldest first, for an epoch where there was none', async () => {
    const { fs, pending } = await usedDisk();
    await fs.remove(`${DIRECTORY}/epoch.json`);
    const before = (await fs.list(`${DIRECTORY}/history`)).filter((name) => name.endsWith('.log'));
    fillExcept(fs, 0);
    const { state, journal } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(pending);
    expect(journal.room().droppedParts).toBeGreaterThan(0);
    const after = (await fs.list(`${DIRECTORY}/history`)).filter((name) => name.endsWith('.log'));
    expect(after).toEqual(before.slice(journal.room().droppedParts));
  });

  it('copies no segment that has a successor: all of it was synced', async () => {
    const fs = new SimulatedFileSystem();
    const { journal } = await openJournal({ fs, segmentBytes: 1 });
    for (const seq of [1, 2, 3]) await journal.append([queueRecord(seq, `s${seq}`)]);
    const killed = fs.killProcess();
    const before = await inodesOf(killed, [1, 2, 3]);
    await openJournal({ fs: killed });
    const after = await inodesOf(killed, [1, 2, 3]);
    expect(after.map((inode, i) => inode === before[i])).toEqual([true, true, false]);
  });
});

function inodesOf(fs: SimulatedFileSystem, segments: readonly number[]) {
  return Promise.all(
    segments.map(async (n) => (await fs.stat(`${DIRECTORY}/segments/000000000${n}.log`))?.inode),
  );
}

describe('while the agent runs, a full disk', () => {
  it('gives an outcome the room of the history before that of the reserve', async () => {
    const { fs } = await usedDisk();
    const { journal, state } = await openJournal({ fs, clock: new FakeClock(), minFreeBytes: 10 });
    fillExcept(fs, 0);
    const record = {
      v: 1,
      seq: state.nextSeq,
      at: 1,
      events: [{ type: 'entry.lost', entry: 1, lane: 1 }],
    } as const;
    await journal.append([record]);
    expect(journal.room().droppedParts).toBe(1);
    expect(await fs.stat(`${DIRECTORY}/reserve.bin`)).toBeDefined();
  });
});
