import { secureSegment as original } from '../../../../src/journals/file/recovery/secure-segment.ts';
import { changed, nothing } from '../../changed.ts';

export const secureSegment: typeof original = ({ fs, ...deps }, target) =>
  original({ ...deps, fs: changed(fs, { rewrite: nothing }) }, target);
