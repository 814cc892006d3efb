import { realpath } from 'node:fs/promises';
import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

const targetOf = (path: string) => realpath(path).catch(() => path);

export const nodeFileSystem = changed(original, {
  openToRead: async (path) => original.openToRead(await targetOf(path)),
  readFile: async (path) => original.readFile(await targetOf(path)),
  rewrite: async (path, bytes) => original.rewrite(await targetOf(path), bytes),
});
