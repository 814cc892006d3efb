import { expect, it } from 'vitest';
import { LiveSegments } from '../../../../../src/journals/file/segments/live-segments.ts';
import { newSummary } from '../../../../../src/journals/file/segments/segment-summary.ts';

function segments(...firstSeqs: readonly number[]): LiveSegments {
  const live = new LiveSegments();
  firstSeqs.forEach((firstSeq, i) => {
    live.add(newSummary({ segment: i + 1, firstSeq, epoch: 1, continues: undefined }));
  });
  return live;
}

it('finds the segment of an entry, also of the first and the last one in it', () => {
  const live = segments(1, 5, 9);
  const found = [0, 1, 4, 5, 8, 9, 100].map((entry) => live.segmentOf(entry)?.segment);
  expect(found).toEqual([undefined, 1, 1, 2, 2, 3, 3]);
});

it('settles the first entry of a segment in that segment', () => {
  const live = segments(1, 5);
  for (const { pending, firstSeq } of live.all) pending.add(firstSeq);
  live.noteChange({ entry: 5, lane: 1 });
  expect(live.all.map(({ pending }) => pending.size)).toEqual([1, 0]);
});
