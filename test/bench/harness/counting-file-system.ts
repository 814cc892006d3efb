import type { FileSystem } from '../../../src/journals/file/disk/file-system.ts';
import { nodeFileSystem } from '../../../src/journals/file/disk/node-file-system.ts';

/** What was written through a file system. */
export interface Written {
  /** Bytes passed to write(2), in all files. */
  bytes: number;
  /** Syncs of files. */
  syncs: number;
}

/** The file system of this machine, with a count of what is written through it. */
export function countingFileSystem(): { readonly fs: FileSystem; readonly written: Written } {
  const written: Written = { bytes: 0, syncs: 0 };
  const fs: FileSystem = {
    ...nodeFileSystem,
    async create(path) {
      const file = await nodeFileSystem.create(path);
      return {
        ...file,
        append(bytes) {
          const taken = file.append(bytes);
          written.bytes += taken;
          return taken;
        },
        sync() {
          written.syncs += 1;
          return file.sync();
        },
      };
    },
  };
  return { fs, written };
}
