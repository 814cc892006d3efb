import type { FileSystem } from '../../../src/journals/file/disk/file-system.ts';
import { nodeFileSystem } from '../../../src/journals/file/disk/node-file-system.ts';

/** Counts of the writes through a file system. */
export interface Written {
  /** Bytes passed to write(2), in all files. */
  bytes: number;
  /** The number of file syncs. */
  syncs: number;
}

/** The file system of this machine, with counts of its writes. */
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
