import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../src/journals/file/segments/record-place.ts';
import { readSegment } from '../../../../src/journals/file/segments/segment-adapter.ts';
import { headerOf } from '../../../../src/journals/file/segments/segment-header.ts';
import type { OutboxRecord } from '../../../../src/outbox/events/event.ts';
import type { Appended } from '../../../../src/outbox/ports/journal.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';
import type { Fault } from '../../../support/faults.ts';
import { DIRECTORY, openJournal, pendingSeqs, queueRecord } from '../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

const SEGMENTS = /segments/;

async function withRecords(...records: readonly OutboxRecord[]) {
  const fs = new SimulatedFileSystem();
  const opened = await openJournal({ fs, segmentBytes: 1_000_000 });
  for (const record of records) await opened.journal.append([record]);
  return { fs, ...opened };
}

/**
 * Lists the entries that a start finds: the same after a crash that keeps all bytes and one that keeps
 * durable ones only.
 */
async function foundAfterCrash(fs: SimulatedFileSystem): Promise<readonly number[]> {
  const killed = fs.killProcess();
  killed.heal();
  const kept = await openJournal({ fs: killed });
  await kept.journal.close();
  const { state } = await openJournal({ fs: killed.reboot(() => 0) });
  expect(pendingSeqs(state)).toEqual(pendingSeqs(kept.state));
  return pendingSeqs(state);
}

/** Takes the references from an append. */
async function refsOf(appending: Promise<readonly Appended[]>): Promise<readonly RecordRef[]> {
  return (await appending).map(({ ref }) => ref);
}

describe('a write that fails', () => {
  it.each<[string, Fault]>([
    ['for want of room', { operation: 'append', code: 'ENOSPC', path: SEGMENTS }],
    ['for want of descriptors', { operation: 'create', code: 'EMFILE', path: SEGMENTS }],
  ])('%s stores nothing, and the next one works', async (_, fault) => {
    const fs = new SimulatedFileSystem();
    const { journal } = await openJournal({ fs });
    fs.inject(fault);
    await expect(journal.append([queueRecord(1, 'a')])).rejects.toMatchObject({ code: 'journal.full' });
    const [ref] = await refsOf(journal.append([queueRecord(1, 'b')]));
    expect(ref && placeOf(ref).segment).toBe(1);
    expect(await journal.read(ref ? [ref] : [])).toEqual([queueRecord(1, 'b')]);
    expect(await foundAfterCrash(fs)).toEqual([1]);
  });

  it('in the middle is cut back, so that the next record is at its place', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.inject({ operation: 'append', times: 2 });
    fs.inject({ operation: 'append', code: 'ENOSPC' });
    await expect(journal.append([queueRecord(2, 'b', 'c')])).rejects.toMatchObject({ code: 'journal.full' });
    const refs = await refsOf(journal.append([queueRecord(2, 'd'), queueRecord(3, 'e')]));
    expect(await journal.read(refs)).toEqual([queueRecord(2, 'd'), queueRecord(3, 'e')]);
    expect(await foundAfterCrash(fs)).toEqual([1, 2, 3]);
  });

  it('to write everything at once goes on until all is written', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.inject({ operation: 'append', times: 5 });
    const refs = await refsOf(journal.append([queueRecord(2, 'b')]));
    expect(await journal.read(refs)).toEqual([queueRecord(2, 'b')]);
    expect(await foundAfterCrash(fs)).toEqual([1, 2]);
  });

  it('and cannot be taken back stays behind in its segment', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.inject({ operation: 'append' });
    fs.inject({ operation: 'append', code: 'ENOSPC' });
    fs.inject({ operation: 'truncate', code: 'EIO' });
    const [ref] = await refsOf(journal.append([queueRecord(2, 'b')]));
    expect(ref && placeOf(ref).segment).toBe(2);
    expect(await foundAfterCrash(fs)).toEqual([1, 2]);
  });

  it('for good breaks the journal', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.inject({ operation: 'append', code: 'EIO' });
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({
      code: 'journal.unavailable',
    });
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({
      code: 'journal.unavailable',
    });
    expect(await foundAfterCrash(fs)).toEqual([1]);
  });

  it('on a full disk refuses until there is room', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.capacity = 1;
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({ code: 'journal.full' });
    fs.capacity = Number.POSITIVE_INFINITY;
    await journal.append([queueRecord(2, 'b')]);
    expect(await foundAfterCrash(fs)).toEqual([1, 2]);
  });
});

describe('a sync that fails', () => {
  it('moves the unsynced records to a new segment, which names the end of the old one', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    const end = (await fs.readFile(`${DIRECTORY}/segments/0000000001.log`))?.length;
    fs.inject({ operation: 'sync', code: 'EIO', path: SEGMENTS });
    const [ref] = await refsOf(journal.append([queueRecord(2, 'b')]));
    expect(ref && placeOf(ref).segment).toBe(2);
    const header = headerOf(await readSegment(fs, `${DIRECTORY}/segments`, 2));
    expect(header?.continues).toEqual({ segment: 1, end });
    expect(await foundAfterCrash(fs)).toEqual([1, 2]);
  });

  it('twice breaks the journal, and no acknowledged record is lost', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.inject({ operation: 'sync', code: 'EIO', path: SEGMENTS, times: 2 });
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({
      code: 'journal.unavailable',
    });
    expect((await foundAfterCrash(fs)).slice(0, 1)).toEqual([1]);
  });

  it('for want of room refuses, and later goes on in a new segment', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.inject({ operation: 'sync', code: 'ENOSPC', path: SEGMENTS, times: 2 });
    await expect(journal.append([queueRecord(2, 'b', 'c')])).rejects.toMatchObject({ code: 'journal.full' });
    const [ref] = await refsOf(journal.append([queueRecord(2, 'd')]));
    expect(ref && placeOf(ref).segment).toBe(2);
    expect(await foundAfterCrash(fs)).toEqual([1, 2]);
  });
});

describe('the epoch', () => {
  it('of another owner breaks the journal before it acknowledges', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    await openJournal({ fs });
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toThrow('another process has taken over');
  });

  it('that cannot be read breaks the journal', async () => {
    const { fs, journal } = await withRecords();
    fs.inject({ operation: 'readFile', code: 'EIO', path: /epoch/ });
    await expect(journal.append([queueRecord(1, 'a')])).rejects.toMatchObject({
      code: 'journal.unavailable',
    });
  });

  it('that cannot be checked now takes the record back, and its numbers are used again', async () => {
    const { fs, journal } = await withRecords(queueRecord(1, 'a'));
    fs.inject({ operation: 'stat', code: 'EMFILE', path: /epoch/ });
    await expect(journal.append([queueRecord(2, 'b', 'c')])).rejects.toMatchObject({ code: 'journal.full' });
    const refs = await refsOf(journal.append([queueRecord(2, 'd')]));
    expect(await journal.read(refs)).toEqual([queueRecord(2, 'd')]);
    expect(await foundAfterCrash(fs)).toEqual([1, 2]);
  });

  it('grows with every start, also when its file is damaged', async () => {
    const { fs } = await withRecords(queueRecord(1, 'a'));
    const killed = fs.killProcess();
    killed.put(`${DIRECTORY}/epoch.json`, Buffer.from('garbage'));
    const { journal } = await openJournal({ fs: killed });
    await journal.append([queueRecord(2, 'b')]);
    const epochs = [1, 2].map(
      async (n) => headerOf(await readSegment(killed, `${DIRECTORY}/segments`, n))?.epoch,
    );
    expect(await Promise.all(epochs)).toEqual([1, 2]);
  });
});
