import { describe, expect, it, vi } from 'vitest';
import { encodeFrame } from '../../../../../src/journals/file/disk/frame.ts';
import {
  aFileJournal,
  DIRECTORY,
  openJournal,
  pendingSeqs,
  queueRecord,
} from '../../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

const SEGMENT = `${DIRECTORY}/segments/0000000001.log`;
const HEADER = { format: 'coc-alarm-agent-segment', version: 1, segment: 1, epoch: 1, firstSeq: 1 };

/** Makes a disk with one segment that consists of these frames. */
async function diskWith(...frames: readonly (object | string)[]) {
  const fs = new SimulatedFileSystem();
  await (await openJournal({ fs })).journal.close();
  const bytes = frames.map((frame) => encodeFrame(typeof frame === 'string' ? frame : JSON.stringify(frame)));
  fs.put(SEGMENT, Buffer.concat(bytes));
  return fs;
}

function contentOf(fs: SimulatedFileSystem) {
  return [...fs.files()].map(([path, bytes]) => `${path} ${bytes.toString('base64')}`);
}

describe('a directory that a newer version has written to', () => {
  it('is refused with the remedy, and nothing in it is changed', async () => {
    const fs = await diskWith({ ...HEADER, version: 2 }, { ...queueRecord(1, 'a'), v: 2 });
    const before = contentOf(fs);
    await expect(aFileJournal({ fs }).open(() => undefined)).rejects.toMatchObject({
      code: 'journal.unavailable',
      message: expect.stringMatching(/newer version \(format 2, .*start the newer version again/),
    });
    expect(contentOf(fs)).toEqual(before);
  });

  it.each([['nothing'], ['half a header']])(
    'is refused too when a crash left a last segment with %s',
    async (what) => {
      const fs = await diskWith({ ...HEADER, version: 2 });
      const half = encodeFrame(JSON.stringify({ ...HEADER, segment: 2 })).subarray(0, 40);
      fs.put(`${DIRECTORY}/segments/0000000002.log`, what === 'nothing' ? Buffer.alloc(0) : half);
      const before = contentOf(fs);
      await expect(aFileJournal({ fs }).open(() => undefined)).rejects.toThrow('newer version');
      expect(contentOf(fs)).toEqual(before);
    },
  );
});

describe('a directory of this version', () => {
  it('is read, though its header and records have unknown fields', async () => {
    const fs = await diskWith({ ...HEADER, more: true }, { ...queueRecord(1, 'a'), more: {} });
    expect(pendingSeqs((await openJournal({ fs })).state)).toEqual([1]);
  });

  it.each([['{}'], ['null'], ['no JSON'], ['{"format":"another","version":7}']])(
    'is not taken for a newer one when its first line is %s',
    async (line) => {
      const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
      const fs = await diskWith(line, queueRecord(1, 'a'));
      expect(pendingSeqs((await openJournal({ fs })).state)).toEqual([1]);
      expect(warned).toHaveBeenCalledWith(expect.stringContaining('does not know'));
    },
  );
});
