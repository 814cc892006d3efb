import type { FileSystem, OpenFile } from './file-system.ts';

/** Wraps a file system and calls `onWritten` with the size of each write. */
export function meteredFileSystem(fs: FileSystem, onWritten: (bytes: number) => void): FileSystem {
  const meter = (file: OpenFile): OpenFile => ({
    append(bytes) {
      const taken = file.append(bytes);
      onWritten(taken);
      return taken;
    },
    sync: () => file.sync(),
    truncate: (size) => file.truncate(size),
    read: (position, length) => file.read(position, length),
    close: () => file.close(),
  });
  return {
    makeDirectory: (path) => fs.makeDirectory(path),
    list: (path) => fs.list(path),
    listIrregular: (path) => fs.listIrregular(path),
    create: async (path) => meter(await fs.create(path)),
    // It takes no new room.
    openInPlace: (path) => fs.openInPlace(path),
    openToRead: (path) => fs.openToRead(path),
    readFile: (path) => fs.readFile(path),
    rewrite: (path, bytes) => fs.rewrite(path, bytes),
    stat: (path) => fs.stat(path),
    statNow: (path) => fs.statNow(path),
    directoryNow: (path) => fs.directoryNow(path),
    rename: (from, to) => fs.rename(from, to),
    remove: (path) => fs.remove(path),
    syncDirectory: (path) => fs.syncDirectory(path),
    freeBytes: (path) => fs.freeBytes(path),
  };
}
