import { secureSegment as original } from '../../../../src/journals/file/recovery/secure-segment.ts';
import { segmentFile } from '../../../../src/journals/file/segments/segment-names.ts';
import { changed } from '../../changed.ts';

export const secureSegment: typeof original = ({ fs, layout, room }, secured) => {
  const target = `${layout.segments}/${segmentFile(secured.segment)}`;
  // The durable copy never takes the place of what was read.
  const rename: typeof fs.rename = (from, to) => (to === target ? fs.remove(from) : fs.rename(from, to));
  return original({ fs: changed(fs, { rename }), layout, room }, secured);
};
