import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

export const nodeFileSystem = changed(original, {
  makeDirectory: async (path) => {
    // Made like the original makes them, but only the last one is synced in its parent.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await original.makeDirectory(path);
  },
});
