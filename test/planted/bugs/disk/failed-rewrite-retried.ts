import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

export const nodeFileSystem = changed(original, {
  rewrite: (path, bytes) => original.rewrite(path, bytes).catch(() => original.rewrite(path, bytes)),
});
