import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../../../../src/journals/file/segments/records-of.ts';
import { headerOf } from '../../../../../src/journals/file/segments/segment-header.ts';
import { queueRecord } from '../../../../support/file-journal.ts';

const HEADER = JSON.stringify({
  format: 'coc-alarm-agent-segment',
  version: 1,
  segment: 2,
  epoch: 3,
  firstSeq: 4,
});
const line = (seq: number) => JSON.stringify(queueRecord(seq, `s${seq}`));

/** The frames of lines that are ten bytes apart. */
function framesOf(...lines: readonly string[]) {
  return { frames: lines.map((json, i) => ({ json, offset: i * 10 })) };
}

/** The numbers and places of the records in lines, and how many lines are of an unknown version. */
function read(...lines: readonly string[]) {
  let unknown = 0;
  const records = [...recordsOf(framesOf(...lines), () => unknown++)];
  return { records: records.map(({ record, offset }) => [record.seq, offset]), unknown };
}

describe('the records of a segment', () => {
  it('are in the order of their numbers, each with its own place, wherever damage has put their lines', () => {
    expect(read(HEADER, line(4), line(5), line(6)).records).toEqual([
      [4, 10],
      [5, 20],
      [6, 30],
    ]);
    expect(read(HEADER, line(6), line(4), line(5)).records).toEqual([
      [4, 20],
      [5, 30],
      [6, 10],
    ]);
    expect(read(line(12), line(9), HEADER).records).toEqual([
      [9, 10],
      [12, 0],
    ]);
  });

  it('are there as often as their lines, the first copy first', () => {
    expect(read(line(5), line(4), line(5)).records).toEqual([
      [4, 10],
      [5, 0],
      [5, 20],
    ]);
  });

  it('leave out lines of an unknown version, and count them', () => {
    const later = line(5).replace('"v":1', '"v":99');
    expect(read(HEADER, line(4), later, '{"odd":1}')).toEqual({ records: [[4, 10]], unknown: 2 });
  });

  it('are none where the segment could not be read', () => {
    expect([...recordsOf(undefined, () => undefined)]).toEqual([]);
  });
});

describe('the header of a segment', () => {
  it('is found wherever damage has moved it', () => {
    expect(headerOf(framesOf(line(4), HEADER))).toMatchObject({ segment: 2, epoch: 3, firstSeq: 4 });
  });

  it('is undefined where the segment could not be read, or has none', () => {
    expect([headerOf(undefined), headerOf(framesOf(line(4)))]).toEqual([undefined, undefined]);
  });
});
