import type { StorageOperation } from '../../outbox/ports/journal-kind.ts';
import { codeOf, type FileSystem, type OpenFile } from './file-system.ts';

/** That a name is there or not is an answer, no failure. */
const ANSWERS = new Set(['ENOENT', 'EEXIST']);

/**
 * The same file system, and `onFailure` is told of each failure, also of those that the journal heals by itself: a disk
 * that fails once will fail again.
 */
export function watchedFileSystem(
  fs: FileSystem,
  onFailure: (operation: StorageOperation) => void,
): FileSystem {
  const note = (operation: StorageOperation, error: unknown) => {
    if (!ANSWERS.has(codeOf(error) ?? '')) onFailure(operation);
    return error;
  };
  const watch = async <T>(operation: StorageOperation, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw note(operation, error);
    }
  };
  const watchFile = (file: OpenFile): OpenFile => ({
    append(bytes) {
      try {
        return file.append(bytes);
      } catch (error) {
        throw note('write', error);
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
    create: async (path) => watchFile(await watch('write', fs.create(path))),
    openToRead: async (path) => watchFile(await watch('read', fs.openToRead(path))),
    readFile: (path) => watch('read', fs.readFile(path)),
    stat: (path) => watch('read', fs.stat(path)),
    statNow: (path) => fs.statNow(path),
    rename: (from, to) => watch('change', fs.rename(from, to)),
    remove: (path) => watch('change', fs.remove(path)),
    syncDirectory: (path) => watch('sync', fs.syncDirectory(path)),
    freeBytes: (path) => watch('read', fs.freeBytes(path)),
  };
}
