import { chmod } from 'node:fs/promises';
import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

export const nodeFileSystem = changed(original, {
  create: async (path) => {
    const file = await original.create(path);
    await chmod(path, 0o644);
    return file;
  },
});
