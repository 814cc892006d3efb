import type { StorageOperation } from '../../../outbox/ports/journal-kind.ts';
import { codeOf } from './disk-errors.ts';
import type { FileSystem, OpenFile } from './file-system.ts';

/** The codes that only tell whether a name exists. They are no failures of the disk. */
const NAME_CODES = new Set(['ENOENT', 'EEXIST']);

/**
 * Wraps a file system and calls `onFailure` for each failure. Failures that the journal recovers from are
 * included: a disk that fails once will fail again.
 */
export function watchedFileSystem(
  fs: FileSystem,
  onFailure: (operation: StorageOperation) => void,
): FileSystem {
  const report = (operation: StorageOperation, error: unknown) => {
    if (!NAME_CODES.has(codeOf(error) ?? '')) onFailure(operation);
    return error;
  };
  const watch = async <T>(operation: StorageOperation, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw report(operation, error);
    }
  };
  const watchFile = (file: OpenFile): OpenFile => ({
    append(bytes) {
      try {
        return file.append(bytes);
      } catch (error) {
        throw report('write', error);
      }
    },
    sync: () => watch('sync', file.sync()),
    truncate: (size) => watch('write', file.truncate(size)),
    read: (position, length) => watch('read', file.read(position, length)),
    close: () => watch('write', file.close()),
  });
  return {
    makeDirectory: (path) => watch('change', fs.makeDirectory(path)),
    list: (path) => watch('read', fs.list(path)),
    listIrregular: (path) => watch('read', fs.listIrregular(path)),
    create: async (path) => watchFile(await watch('write', fs.create(path))),
    openInPlace: async (path) => watchFile(await watch('write', fs.openInPlace(path))),
    openToRead: async (path) => watchFile(await watch('read', fs.openToRead(path))),
    readFile: (path) => watch('read', fs.readFile(path)),
    rewrite: (path, bytes) => watch('write', fs.rewrite(path, bytes)),
    stat: (path) => watch('read', fs.stat(path)),
    statNow: (path) => fs.statNow(path),
    directoryNow: (path) => fs.directoryNow(path),
    rename: (from, to) => watch('change', fs.rename(from, to)),
    remove: (path) => watch('change', fs.remove(path)),
    syncDirectory: (path) => watch('sync', fs.syncDirectory(path)),
    freeBytes: (path) => watch('read', fs.freeBytes(path)),
  };
}
