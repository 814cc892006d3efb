import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../../../src/errors.ts';
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
const BYTES = reserveBytes(3_000, MIN_FREE);

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
    expect(await fs.stat(RESERVE)).toMatchObject({ bytes: BYTES });
  });

  it('stores an outcome at once, in the room of the reserve', async () => {
    const { fs, journal } = await onFullDisk();
    await journal.append([outcomeRecord(2, 1)]);
    expect(await fs.stat(RESERVE)).toBeUndefined();
    expect(journal.shortOfRoom()).toContain(`${BYTES} are needed for the reserve`);
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
    expect(await fs.stat(RESERVE)).toMatchObject({ bytes: BYTES });
    expect(journal.shortOfRoom()).toBeUndefined();
  });

  it('gets no reserve while there is only room for a part of it', async () => {
    const { fs, clock, journal, state } = await onFullDisk();
    await journal.append([outcomeRecord(2, 1)]);
    clock.advance(2_000);
    journal.shortOfRoom();
    await settled();
    journal.checkpoint(state);
    await settled();
    expect(await fs.stat(RESERVE)).toBeUndefined();
    expect(journal.shortOfRoom()).toContain('nearly full');
  });
});

it('is not filled again while it would take what must stay free', async () => {
  const { fs, clock, journal, state } = await onFullDisk();
  await journal.append([outcomeRecord(2, 1)]);
  fill(fs);
  // There is room for the reserve, and not for what must stay free beside it.
  fs.capacity += BYTES + MIN_FREE - 1;
  clock.advance(2_000);
  journal.checkpoint(state);
  await settled();
  expect(await fs.stat(RESERVE)).toBeUndefined();
});

it('stays when a start has little room and needs none of it', async () => {
  const { fs } = await onFullDisk();
  fs.capacity += MIN_FREE / 2;
  const killed = fs.killProcess();
  const { journal } = await openJournal({ fs: killed, minFreeBytes: MIN_FREE });
  expect(await killed.stat(RESERVE)).toMatchObject({ bytes: BYTES });
  expect(journal.shortOfRoom()).toContain('nearly full');
});

it('takes nothing from what must stay free while it is made', async () => {
  const fs = new SimulatedFileSystem();
  fs.capacity = 2 * BYTES;
  const { journal } = await openJournal({ fs, minFreeBytes: BYTES / 2 });
  expect(await fs.stat(RESERVE)).toMatchObject({ bytes: BYTES });
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
    if (!(await killed.stat(RESERVE))) return async () => undefined;
    const cause = Object.assign(new Error('no inode'), { code: 'ENOSPC' });
    throw new JournalError('journal.unavailable', 'cannot lock', { cause });
  };
  const { state } = await openJournal({ fs: killed, minFreeBytes: MIN_FREE, lock });
  expect(pendingSeqs(state)).toEqual([1]);
});

it('keeps inodes too, and is whole only with them', async () => {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  const made = new Reserve(fs, '/d', 3);
  await made.refill();
  expect(await fs.list('/d')).toHaveLength(8);
  await fs.remove('/d/reserve-3.bin');
  const reserve = new Reserve(fs, '/d', 3);
  await reserve.find();
  expect(reserve.missingBytes).toBe(3);
  // What is left of it gives room too.
  expect([await reserve.release(), await reserve.release()]).toEqual([true, false]);
  expect(await fs.list('/d')).toEqual([]);
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

it('replaces the smaller one of an older version', async () => {
  const fs = new SimulatedFileSystem();
  await fs.makeDirectory('/d');
  fs.put('/d/reserve.bin', Buffer.alloc(10));
  const reserve = new Reserve(fs, '/d', 3_000_000);
  await reserve.find();
  expect(reserve.missingBytes).toBe(3_000_000);
  await reserve.refill();
  expect([reserve.missingBytes, (await fs.stat('/d/reserve.bin'))?.bytes]).toEqual([0, 3_000_000]);
  expect(await reserve.refill()).toBe(0);
});
