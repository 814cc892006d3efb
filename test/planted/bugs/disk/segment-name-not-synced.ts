import { SegmentWriter as Original } from '../../../../src/journals/file/segments/segment-writer.ts';
import { changed, nothing } from '../../changed.ts';

export type SegmentWriter = Original;
export const SegmentWriter = changed(Original, {
  create: (fs, ...rest) => Original.create(changed(fs, { syncDirectory: nothing }), ...rest),
});
