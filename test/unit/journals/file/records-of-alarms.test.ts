import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../src/journals/file/disk/frame.ts';
import { layoutOf } from '../../../../src/journals/file/layout.ts';
import { recordsOfAlarms } from '../../../../src/journals/file/records-of-alarms.ts';
import { SEGMENT_FORMAT } from '../../../../src/journals/file/segments/segment-header.ts';
import { segmentFile } from '../../../../src/journals/file/segments/segment-names.ts';
import { DIRECTORY, queueRecord } from '../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../support/simulated-file-system.ts';

const HEADER = { ...SEGMENT_FORMAT, segment: 1, epoch: 1, firstSeq: 1 };

/** The numbers of the records of an alarm, or of several with a space between them, in a live segment with these lines. */
async function seqsOf(alarmId: string, ...lines: readonly object[]): Promise<readonly number[]> {
  const fs = new SimulatedFileSystem();
  const layout = layoutOf(DIRECTORY);
  for (const directory of [layout.segments, layout.history]) await fs.makeDirectory(directory);
  const frames = lines.map((line) => encodeFrame(JSON.stringify(line)));
  fs.put(`${layout.segments}/${segmentFile(1)}`, Buffer.concat(frames));
  const seqs: number[] = [];
  for await (const { seq } of recordsOfAlarms(fs, layout, alarmId.split(' '))) seqs.push(seq);
  return seqs;
}

describe('the records of an alarm', () => {
  it('are those of which it is the subject, behind the header of their segment', async () => {
    expect(
      await seqsOf('a', HEADER, queueRecord(1, 'a'), queueRecord(2, 'b'), queueRecord(3, 'b', 'a')),
    ).toEqual([1, 3]);
  });

  it('are those of each of several alarms, once', async () => {
    const lines = [queueRecord(1, 'a'), queueRecord(2, 'b'), queueRecord(3, 'c'), queueRecord(4, 'b', 'a')];
    expect(await seqsOf('b a', HEADER, ...lines)).toEqual([1, 2, 4]);
  });

  it('are found by the very id, whatever its characters mean in a pattern', async () => {
    expect(await seqsOf('a.c', HEADER, queueRecord(1, 'abc'), queueRecord(2, 'a.c'))).toEqual([2]);
    expect(await seqsOf('a+', HEADER, queueRecord(1, 'aa'), queueRecord(2, 'a+'))).toEqual([2]);
  });

  it('begin with the first line of a segment that has no header', async () => {
    expect(await seqsOf('a', queueRecord(1, 'a'), queueRecord(2, 'a'))).toEqual([1, 2]);
  });

  it('are none for words that only a header has', async () => {
    expect(await seqsOf('coc-alarm-agent-segment', HEADER, queueRecord(1, 'a'))).toEqual([]);
  });
});
