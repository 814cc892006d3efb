import { open } from 'node:fs/promises';
import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

export const nodeFileSystem = changed(original, {
  rewrite: async (path, bytes) => {
    const file = await open(path, 'r+');
    await file.write(bytes, 0, bytes.length, 0);
    await file.close();
  },
});
