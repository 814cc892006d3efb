import { describe, expect, it, vi } from 'vitest';
import { encodeFrame } from '../../../../src/journals/file/disk/frame.ts';
import { DIRECTORY, openJournal, pendingSeqs, queueRecord } from '../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

describe('a clean stop notes where the last segment ends', () => {
  const stopped = async () => {
    const fs = new SimulatedFileSystem();
    const { journal } = await openJournal({ fs });
    for (const seq of [1, 2, 3]) await journal.append([queueRecord(seq, `s${seq}`)]);
    await journal.close();
    return fs;
  };

  it('so that the next start counts what was cut off it meanwhile', async () => {
    const fs = await stopped();
    const path = `${DIRECTORY}/segments/0000000001.log`;
    const bytes = (await fs.readFile(path)) ?? Buffer.alloc(0);
    fs.put(path, bytes.subarray(0, bytes.length / 2));
    const { journal, state, recovery } = await openJournal({ fs });
    const pending = pendingSeqs(state);
    expect(pending.length).toBeLessThan(3);
    expect(journal.gaps()).toMatchObject([
      { kind: 'records', firstSeq: pending.length + 1, lastSeq: 3, events: 3 - pending.length, isNew: true },
    ]);
    expect([recovery.damagedRecords, recovery.lastSeq]).toEqual([1, 3]);
  });

  it('and misses nothing when all of it is there', async () => {
    const { journal, recovery } = await openJournal({ fs: await stopped() });
    expect([journal.gaps(), recovery.damagedRecords]).toEqual([[], 0]);
  });

  it('unless another process has taken over, whose list stays as it is', async () => {
    const fs = new SimulatedFileSystem();
    const { journal } = await openJournal({ fs });
    await journal.append([queueRecord(1, 'a')]);
    fs.put(`${DIRECTORY}/epoch.json`, encodeFrame(JSON.stringify({ epoch: 99, hasInventory: true })));
    fs.put(`${DIRECTORY}/inventory.json`, Buffer.from('of the other'));
    await journal.close();
    expect((await fs.readFile(`${DIRECTORY}/inventory.json`))?.toString()).toBe('of the other');
  });

  it('where it can; otherwise a warning says so', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const fs = new SimulatedFileSystem();
    const { journal } = await openJournal({ fs });
    await journal.append([queueRecord(1, 'a')]);
    fs.inject({ operation: 'create', code: 'EIO' });
    await journal.close();
    expect(warned).toHaveBeenCalledWith(
      expect.stringMatching(/^could not store the end of the journal: .*EIO/),
    );
    fs.heal();
    const { state } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual([1]);
  });
});
