import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../../src/journals/file/disk/frame.ts';
import { refOf } from '../../../../../src/journals/file/segments/record-place.ts';
import { RecordReader } from '../../../../../src/journals/file/segments/record-reader.ts';
import { segmentFile } from '../../../../../src/journals/file/segments/segment-names.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

const recordOf = (seq: number) => ({
  ...{ v: 1, seq, at: 5, events: [{ type: 'alert.repeated', alarmId: `a${seq}` }] },
});
const frameOf = (seq: number) => encodeFrame(JSON.stringify(recordOf(seq)));

/** A reader of `/new` and `/old`, and the names of the files that it has read. */
async function setUp() {
  const read: string[] = [];
  class Counting extends SimulatedFileSystem {
    override readFile(path: string) {
      read.push(path);
      return super.readFile(path);
    }
  }
  const fs = new Counting();
  for (const directory of ['/new', '/old']) await fs.makeDirectory(directory);
  const write = async (directory: string, segment: number, ...frames: readonly Buffer[]) => {
    await fs.remove(`${directory}/${segmentFile(segment)}`);
    const file = await fs.create(`${directory}/${segmentFile(segment)}`);
    file.append(Buffer.concat(frames));
    await file.close();
  };
  return { fs, read, write, reader: new RecordReader(fs, ['/new', '/old']) };
}

describe('a record', () => {
  it('is read once, however often it is asked for', async () => {
    const { write, read, reader } = await setUp();
    await write('/new', 1, frameOf(1), frameOf(2));
    const ref = refOf({ segment: 1, offset: 0 });
    const both = await Promise.all([reader.read(ref), reader.read(ref)]);
    expect(both).toEqual([recordOf(1), recordOf(1)]);
    expect(await reader.read(refOf({ segment: 1, offset: frameOf(1).length }))).toEqual(recordOf(2));
    expect(read).toEqual([`/new/${segmentFile(1)}`]);
  });

  it('is found in the second directory too', async () => {
    const { write, reader } = await setUp();
    await write('/old', 1, frameOf(1));
    expect(await reader.read(refOf({ segment: 1, offset: 0 }))).toEqual(recordOf(1));
  });

  it('is found in a segment that has grown since it was read', async () => {
    const { write, reader } = await setUp();
    await write('/new', 1, frameOf(1));
    await reader.read(refOf({ segment: 1, offset: 0 }));
    await write('/new', 1, frameOf(1), frameOf(2));
    expect(await reader.read(refOf({ segment: 1, offset: frameOf(1).length }))).toEqual(recordOf(2));
  });

  it('that is lost is searched for in bytes that are read once', async () => {
    const { write, read, reader } = await setUp();
    await write('/old', 1, frameOf(1), Buffer.from('garbage\n'), frameOf(9));
    for (let seq = 2; seq < 9; seq++)
      for (const offset of [frameOf(1).length, 1_000_000])
        expect(await reader.read(refOf({ segment: 1, offset: offset + seq }), seq)).toBeUndefined();
    expect(await reader.read(refOf({ segment: 1, offset: 5 }), 9)).toEqual(recordOf(9));
    expect(read).toEqual([`/new/${segmentFile(1)}`, `/old/${segmentFile(1)}`]);
  });

  it('is none where no whole frame is, nor where no segment is', async () => {
    const { write, reader } = await setUp();
    const damaged = frameOf(2);
    damaged[damaged.length - 3] = 0;
    await write('/new', 1, frameOf(1), damaged);
    const at = (segment: number, offset: number) => reader.read(refOf({ segment, offset }));
    expect(await at(1, frameOf(1).length)).toBeUndefined();
    expect(await at(1, 3)).toBeUndefined();
    expect(await at(1, 1_000_000)).toBeUndefined();
    expect(await at(9, 0)).toBeUndefined();
  });

  it('that could not be found is looked for again', async () => {
    const { write, reader } = await setUp();
    const ref = refOf({ segment: 1, offset: 0 });
    expect(await reader.read(ref)).toBeUndefined();
    await write('/new', 1, frameOf(1));
    expect(await reader.read(ref)).toEqual(recordOf(1));
  });

  it('that could not be read is read again', async () => {
    const { fs, write, reader } = await setUp();
    await write('/new', 1, frameOf(1));
    fs.inject({ operation: 'readFile', code: 'EIO' });
    const ref = refOf({ segment: 1, offset: 0 });
    await expect(reader.read(ref)).rejects.toMatchObject({ code: 'EIO' });
    fs.heal();
    expect(await reader.read(ref)).toEqual(recordOf(1));
  });

  it('is read from the file again after its segment was forgotten', async () => {
    const { write, read, reader } = await setUp();
    await write('/new', 1, frameOf(1), frameOf(2));
    await reader.read(refOf({ segment: 1, offset: 0 }));
    reader.forget(1);
    await write('/new', 1, frameOf(1));
    expect(await reader.read(refOf({ segment: 1, offset: frameOf(1).length }))).toBeUndefined();
    expect(read.length).toBeGreaterThan(1);
  });
});

describe('segments', () => {
  it('are read once and four at a time, in whatever order many records of them are asked for', async () => {
    const { fs, write, read, reader } = await setUp();
    const segments = Array.from({ length: 20 }, (_, i) => i + 1);
    for (const segment of segments) await write('/new', segment, frameOf(1), frameOf(2));
    let open = 0;
    let mostOpen = 0;
    const whole = fs.readFile.bind(fs);
    fs.readFile = async (path) => {
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      try {
        return await whole(path);
      } finally {
        open -= 1;
      }
    };
    const refs = [0, frameOf(1).length].flatMap((offset) =>
      segments.map((segment) => refOf({ segment: 21 - segment, offset })),
    );
    const seqs = refs.map((_, i) => (i < 20 ? 1 : 2));
    expect(await reader.readAll(refs, seqs)).toEqual(seqs.map(recordOf));
    expect(read).toHaveLength(20);
    expect(mostOpen).toBe(4);
  });

  it('stay in memory while they are among the last four', async () => {
    const { write, read, reader } = await setUp();
    for (const segment of [1, 2, 3, 4, 5]) await write('/new', segment, frameOf(1), frameOf(2));
    const second = (segment: number) => reader.read(refOf({ segment, offset: frameOf(1).length }));
    for (const segment of [1, 2, 3, 4]) await reader.read(refOf({ segment, offset: 0 }));
    for (const segment of [1, 2, 3, 4]) expect(await second(segment)).toEqual(recordOf(2));
    expect(read).toHaveLength(4);
    await reader.read(refOf({ segment: 5, offset: 0 }));
    await reader.read(refOf({ segment: 1, offset: 1 }));
    expect(read.slice(4).map((path) => path.slice(5))).toEqual([segmentFile(5), segmentFile(1)]);
  });
});
