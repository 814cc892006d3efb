import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../../src/journals/file/disk/frame.ts';
import { SEGMENT_FORMAT } from '../../../../../src/journals/file/segments/segment-header.ts';
import { askSuccessor } from '../../../../../src/journals/file/segments/successor.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

const NOTHING = { isSealed: false, end: undefined, lastSeq: Number.POSITIVE_INFINITY };

/** What the file of segment 3 tells about segment 2; it has this header, or this text in its place. */
async function toldBy(header: object | string, directory = '/new') {
  const fs = new SimulatedFileSystem();
  for (const one of ['/old', '/new']) await fs.makeDirectory(one);
  const whole = typeof header === 'string' ? header : JSON.stringify({ ...SEGMENT_FORMAT, ...header });
  fs.put(`${directory}/0000000003.log`, encodeFrame(whole));
  return askSuccessor(fs, ['/old', '/new'], { segment: 2, next: 3 });
}

describe('the successor of a segment', () => {
  const header = { segment: 3, epoch: 1, firstSeq: 8 };

  it('tells that the segment is sealed, and its last number', async () => {
    const told = { isSealed: true, end: undefined, lastSeq: 7 };
    expect(await toldBy(header)).toEqual(told);
    expect(await toldBy(header, '/old')).toEqual(told);
  });

  it('tells where the segment ends that it goes on with', async () => {
    expect(await toldBy({ ...header, continues: { segment: 2, end: 99 } })).toMatchObject({ end: 99 });
    expect(await toldBy({ ...header, continues: { segment: 1, end: 99 } })).toMatchObject({ end: undefined });
  });

  it('tells nothing by the header of another segment, which was copied there, or without a header', async () => {
    expect(await toldBy({ ...header, segment: 5 })).toEqual(NOTHING);
    expect(await toldBy('{"damaged":true}')).toEqual(NOTHING);
  });

  it('tells nothing when it is missing', async () => {
    const fs = new SimulatedFileSystem();
    await fs.makeDirectory('/new');
    expect(await askSuccessor(fs, ['/new'], { segment: 2, next: 3 })).toEqual(NOTHING);
    expect(await askSuccessor(fs, ['/new'], { segment: 2, next: undefined })).toEqual(NOTHING);
  });
});
