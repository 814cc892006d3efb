import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../../../src/errors.ts';
import { scanFrames } from '../../../../../src/journals/file/disk/frame.ts';
import { Reserve, reserveBytes } from '../../../../../src/journals/file/disk/reserve.ts';
import type { OutboxRecord } from '../../../../../src/outbox/events/event.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import {
  DIRECTORY,
  openJournal,
  pendingSeqs,
  queueRecord,
  settled,
} from '../../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

const MIN_FREE = 4_000;
const RESERVE = `${DIRECTORY}/reserve.bin`;
const SECOND = `${DIRECTORY}/segments/0000000002.log`;
const THIRD = `${DIRECTORY}/segments/0000000003.log`;
const BYTES = reserveBytes(3_000, MIN_FREE);
const PIECE = BYTES / 16;

/** The sizes of the pieces that are there. */
async function pieces(fs: SimulatedFileSystem, directory: string = DIRECTORY): Promise<readonly number[]> {
  const names = (await fs.list(directory)).filter((name) => /^reserve(-\d+)?\.bin$/.test(name));
  return await Promise.all(names.map(async (name) => (await fs.stat(`${directory}/${name}`))?.bytes ?? 0));
}

const WHOLE = Array.from({ length: 16 }, () => PIECE);
const WITHOUT_ONE = WHOLE.slice(1);

/** Fills the disk, as another program might. */
function fill(fs: SimulatedFileSystem): void {
  let used = 0;
  for (const [, bytes] of fs.files()) used += bytes.length;
  fs.capacity = used;
}

function outcomeRecord(seq: number, entry: number): OutboxRecord {
  return { v: 1, seq, at: seq, events: [{ type: 'entry.lost', entry, lane: 1 }] };
}

async function onFullDisk() {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  const onBackgroundError = () => undefined;
  const opened = await openJournal({ fs, clock, minFreeBytes: MIN_FREE, onBackgroundError });
  await opened.journal.append([queueRecord(1, 'a')]);
  fill(fs);
  return { fs, clock, ...opened };
}

describe('a disk that is full to the last byte', () => {
  it('refuses a new alert, and keeps the reserve for outcomes', async () => {
    const { fs, journal } = await onFullDisk();
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({ code: 'journal.full' });
    expect(journal.shortOfRoom()).toContain('nearly full');
    expect(await pieces(fs)).toEqual(WHOLE);
  });

  it('stores an outcome at once, in the blocks of a piece of the reserve', async () => {
    const { fs, journal } = await onFullDisk();
    await journal.append([outcomeRecord(2, 1)]);
    expect(await pieces(fs)).toEqual(WITHOUT_ONE);
    // The piece is the segment now: nothing was free at any time.
    expect((await fs.stat(SECOND))?.bytes).toBe(PIECE);
    expect(journal.shortOfRoom()).toContain(`${PIECE} are needed for the reserve`);
  });

  it('takes no new alert into the segment that is written into the reserve', async () => {
    const { journal } = await onFullDisk();
    await journal.append([outcomeRecord(2, 1)]);
    await expect(journal.append([queueRecord(3, 'b')])).rejects.toMatchObject({ code: 'journal.full' });
    await journal.append([outcomeRecord(3, 1)]);
  });

  it('reads what was appended to the segment after a part of it was read', async () => {
    const { journal } = await onFullDisk();
    const read = async (seq: number) => {
      const [appended] = await journal.append([outcomeRecord(seq, 1)]);
      return appended && (await journal.read([appended.ref], [seq]))[0]?.seq;
    };
    expect([await read(2), await read(3), await read(4)]).toEqual([2, 3, 4]);
  });

  it.each([true, false])('has lost nothing of it after a crash (power %s)', async (isPower) => {
    const { fs, journal } = await onFullDisk();
    await journal.append([outcomeRecord(2, 1)]);
    await journal.append([outcomeRecord(3, 1)]);
    const after = isPower ? fs.reboot(() => 0) : fs.killProcess();
    after.capacity = isPower ? after.capacity : fs.capacity;
    const { state, recovery, journal: next } = await openJournal({ fs: after, minFreeBytes: MIN_FREE });
    expect([pendingSeqs(state), recovery.lastSeq, recovery.tornBytes, recovery.damagedRecords]).toEqual([
      ...[[1], 3, 0, 0],
    ]);
    expect(await after.list(`${DIRECTORY}/damaged`)).toEqual([]);
    await next.append([outcomeRecord(4, 1)]);
    const last = await openJournal({ fs: after.killProcess(), minFreeBytes: MIN_FREE });
    expect([last.recovery.lastSeq, last.recovery.damagedRecords]).toEqual([4, 0]);
  });

  it('seals the segment at its last record, when it is full', async () => {
    const { fs, journal } = await onFullDisk();
    let seq = 2;
    for (; !(await fs.stat(THIRD)); seq++) await journal.append([outcomeRecord(seq, 1)]);
    const bytes = (await fs.readFile(SECOND)) ?? Buffer.alloc(0);
    expect(scanFrames(bytes).end).toBe(bytes.length);
    const { recovery } = await openJournal({ fs: fs.killProcess(), minFreeBytes: MIN_FREE });
    expect([recovery.lastSeq, recovery.damagedRecords]).toEqual([seq - 1, 0]);
  });

  it('stores outcomes that are larger than a piece in the room of several', async () => {
    const { fs, journal } = await onFullDisk();
    const entries = Array.from({ length: Math.floor(PIECE / 10) }, (_, i) => i + 2);
    await journal.append([
      { ...outcomeRecord(2, 1), events: entries.map((entry) => ({ type: 'entry.lost', entry, lane: 1 })) },
    ]);
    expect((await pieces(fs)).length).toBeLessThan(13);
    const { recovery } = await openJournal({ fs: fs.killProcess(), minFreeBytes: MIN_FREE });
    expect(recovery.lastSeq).toBe(entries.length + 1);
  });

  it('stores no outcome when the reserve is used up, and does when there is room again', async () => {
    const { fs, journal } = await onFullDisk();
    let seq = 2;
    const fillUp = async () => {
      for (; ; seq++) await journal.append([outcomeRecord(seq, 1)]);
    };
    await expect(fillUp()).rejects.toMatchObject({ code: 'journal.full' });
    expect(await pieces(fs)).toEqual([]);
    fs.capacity += 10_000;
    await journal.append([outcomeRecord(seq, 1)]);
    const { recovery } = await openJournal({ fs: fs.killProcess(), minFreeBytes: MIN_FREE });
    expect([recovery.lastSeq, recovery.damagedRecords]).toEqual([seq, 0]);
  });

  it('is still only full when the reserve cannot be deleted, so that outcomes are stored later', async () => {
    const { fs, journal } = await onFullDisk();
    fs.inject({ operation: 'remove', code: 'ENOSPC', path: /reserve/ });
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({ code: 'journal.full' });
    fs.capacity = Number.POSITIVE_INFINITY;
    await journal.append([queueRecord(2, 'b')]);
  });

  it('lets a start go ahead', async () => {
    const { fs } = await onFullDisk();
    const { state } = await openJournal({ fs: fs.killProcess(), minFreeBytes: MIN_FREE });
    expect(pendingSeqs(state)).toEqual([1]);
  });

  it('gets its reserve back when there is room again', async () => {
    const { fs, clock, journal, state } = await onFullDisk();
    await journal.append([outcomeRecord(2, 1)]);
    fs.capacity = Number.POSITIVE_INFINITY;
    clock.advance(2_000);
    journal.shortOfRoom();
    await settled();
    journal.checkpoint(state);
    await settled();
    expect(await pieces(fs)).toEqual(WHOLE);
    expect(journal.shortOfRoom()).toBeUndefined();
  });

  it('gets no reserve while there is only room for a part of it', async () => {
    const { fs, clock, journal, state } = await onFullDisk();
    await journal.append([outcomeRecord(2, 99)]);
    clock.advance(2_000);
    journal.shortOfRoom();
    await settled();
    journal.checkpoint(state);
    await settled();
    expect(await pieces(fs)).toEqual(WITHOUT_ONE);
    expect(journal.shortOfRoom()).toContain('nearly full');
  });
});

it('is not filled again while it would take what must stay free', async () => {
  const { fs, clock, journal, state } = await onFullDisk();
  await journal.append([outcomeRecord(2, 99)]);
  fill(fs);
  // There is room for the reserve, and not for what must stay free beside it.
  fs.capacity += PIECE + MIN_FREE - 1;
  clock.advance(2_000);
  journal.checkpoint(state);
  await settled();
  expect(await pieces(fs)).toEqual(WITHOUT_ONE);
});

it('stays when a start has little room and needs none of it', async () => {
  const { fs } = await onFullDisk();
  fs.capacity += MIN_FREE / 2;
  const killed = fs.killProcess();
  const { journal } = await openJournal({ fs: killed, minFreeBytes: MIN_FREE });
  expect(await pieces(killed)).toEqual(WHOLE);
  expect(journal.shortOfRoom()).toContain('nearly full');
});

it('takes nothing from what must stay free while it is made', async () => {
  const fs = new SimulatedFileSystem();
  fs.capacity = 2 * BYTES;
  const { journal } = await openJournal({ fs, minFreeBytes: BYTES / 2 });
  expect(await pieces(fs)).toEqual(WHOLE);
  expect(journal.shortOfRoom()).toBeUndefined();
  expect(journal.room().freeBytes).toBeLessThanOrEqual(BYTES);
});

it('holds room also where the file system compresses', async () => {
  const fs = new SimulatedFileSystem();
  await openJournal({ fs, minFreeBytes: 1 });
  const bytes = (await fs.readFile(RESERVE)) ?? Buffer.alloc(0);
  expect(deflateSync(bytes).length).toBeGreaterThan(bytes.length * 0.99);
});

it('gives the lock its inode', async () => {
  const { fs } = await onFullDisk();
  const killed = fs.killProcess();
  const lock = async () => {
    if ((await pieces(killed)).length < 16) return async () => undefined;
    const cause = Object.assign(new Error('no inode'), { code: 'ENOSPC' });
    throw new JournalError('journal.unavailable', 'cannot lock', { cause });
  };
  const { state } = await openJournal({ fs: killed, minFreeBytes: MIN_FREE, lock });
  expect(pendingSeqs(state)).toEqual([1]);
});

it('gives a lock that never finds room no more than half of its pieces', async () => {
  const { fs } = await onFullDisk();
  const killed = fs.killProcess();
  const lock = async () => {
    const cause = Object.assign(new Error('no inode'), { code: 'ENOSPC' });
    throw new JournalError('journal.unavailable', 'cannot lock', { cause });
  };
  await expect(openJournal({ fs: killed, minFreeBytes: MIN_FREE, lock })).rejects.toThrow('cannot lock');
  expect(await pieces(killed)).toHaveLength(8);
});

it('gives up half of its pieces for small files, each with its inode, and all when asked', async () => {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  const made = new Reserve(fs, '/d', 160);
  expect([made.missingBytes, await made.refill(), made.missingBytes]).toEqual([160, 160, 0]);
  await fs.remove('/d/reserve-3.bin');
  const reserve = new Reserve(fs, '/d', 160);
  await reserve.find();
  expect(reserve.missingBytes).toBe(10);
  let released = 0;
  while (await reserve.release()) released += 1;
  expect([released, reserve.missingBytes, await pieces(fs, '/d')]).toEqual([7, 80, Array(8).fill(10)]);
  while (await reserve.release(0)) released += 1;
  expect([released, reserve.take(), await pieces(fs, '/d')]).toEqual([15, undefined, []]);
});

it('makes as many pieces as there is room for, and leaves nothing of one that found none', async () => {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  fs.capacity = 35;
  const reserve = new Reserve(fs, '/d', 160);
  expect([await reserve.refill(), reserve.missingBytes, await pieces(fs, '/d')]).toEqual([
    ...[30, 130, [10, 10, 10]],
  ]);
  fs.inject({ operation: 'create', code: 'EIO' });
  await expect(reserve.refill()).rejects.toMatchObject({ code: 'EIO' });
});

it('keeps no reserve when no bytes must stay free', async () => {
  const fs = new SimulatedFileSystem();
  await openJournal({ fs });
  expect(await fs.stat(RESERVE)).toBeUndefined();
});

it.each([
  [4 * 2 ** 20, 8.25 * 2 ** 20],
  [2 ** 16, 0.375 * 2 ** 20],
  [2 ** 30, 64 * 2 ** 20],
])('holds one segment of %i bytes and what a start needs: %i', (segmentBytes, bytes) => {
  expect(reserveBytes(segmentBytes, 1)).toBe(bytes);
});

it('replaces what an older version kept, and gives it up first', async () => {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  const older = async () => {
    fs.put('/d/reserve.bin', Buffer.alloc(10_000));
    fs.put('/d/reserve-1.bin', Buffer.alloc(0));
    const reserve = new Reserve(fs, '/d', 16_000);
    await reserve.find();
    return reserve;
  };
  const first = await older();
  expect([await first.release(), await first.release(), await first.release()]).toEqual([true, true, false]);
  const reserve = await older();
  expect([reserve.missingBytes, reserve.take()]).toEqual([16_000, undefined]);
  expect([await reserve.refill(), reserve.missingBytes, await pieces(fs, '/d')]).toEqual([
    ...[16_000, 0, Array(16).fill(1_000)],
  ]);
  expect(await reserve.refill()).toBe(0);
});
