import { secureSegment as original } from '../../../../src/journals/file/recovery/secure-segment.ts';
import { changed } from '../../changed.ts';

export const secureSegment: typeof original = ({ fs, ...deps }, target) => {
  const rewrite: typeof fs.rewrite = async (path) => {
    throw new Error(`there is no room for a copy of ${path}`);
  };
  return original({ ...deps, fs: changed(fs, { rewrite }) }, target);
};
