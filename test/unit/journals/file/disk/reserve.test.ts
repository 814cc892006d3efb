import { describe, expect, it } from 'vitest';
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

/** Fills the disk, as another program might. */
function fill(fs: SimulatedFileSystem): void {
  let used = 0;
  for (const [, bytes] of fs.files()) used += bytes.length;
  fs.capacity = used;
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
  it('refuses one write, and stores the next one in the room of the reserve', async () => {
    const { fs, journal } = await onFullDisk();
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({ code: 'journal.full' });
    expect(journal.shortOfRoom()).toContain('nearly full');
    await journal.append([queueRecord(2, 'b')]);
    expect(await fs.stat(RESERVE)).toBeUndefined();
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
    await expect(journal.append([queueRecord(2, 'b')])).rejects.toMatchObject({ code: 'journal.full' });
    fs.capacity = Number.POSITIVE_INFINITY;
    clock.advance(2_000);
    journal.shortOfRoom();
    await settled();
    journal.checkpoint(state);
    await settled();
    expect(await fs.stat(RESERVE)).toMatchObject({ bytes: MIN_FREE });
    expect(journal.shortOfRoom()).toBeUndefined();
  });
});

it('keeps no reserve when no bytes must stay free', async () => {
  const fs = new SimulatedFileSystem();
  await openJournal({ fs });
  expect(await fs.stat(RESERVE)).toBeUndefined();
});
