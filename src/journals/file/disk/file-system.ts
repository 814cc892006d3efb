/** An open file. It is either appended to or read; only one that was opened in place is rewritten. */
export interface OpenFile {
  /**
   * Appends to the page cache and returns the number of bytes taken, which may be fewer than all.
   *
   * @throws as write(2).
   */
  append(bytes: Buffer): number;
  /** Resolves when all appended bytes are on the disk. After a failure they may be lost for good. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Reads up to `length` bytes from `position`. The result is shorter at the end of the file. */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** The facts about a file that are known without reading it. */
export interface FileStat {
  readonly bytes: number;
  /** Epoch ms. */
  readonly changedAt: number;
  /** Tells apart two files that had the same name one after the other. */
  readonly inode: number;
}

/** A directory entry that is no regular file: a link, a pipe, a socket, a device or a directory. */
export interface IrregularEntry {
  readonly name: string;
  readonly kind: 'directory' | 'symbolic link' | 'pipe' | 'socket' | 'device';
}

/** The identity and the owner of a directory. */
export interface DirectoryStat {
  /** Tells apart two directories that had the same path one after the other. */
  readonly identity: string;
  /** True when it belongs to the user of this process, or to root. */
  readonly isOwn: boolean;
  /** True when everybody may change it. */
  readonly isOpenToOthers: boolean;
}

/**
 * The part of a file system that the journal needs. It is a port: in tests, a simulator of crashes implements
 * it. Errors are those of node:fs, with their `code`.
 *
 * Only regular files count as files. A link is never followed, and a pipe or a device is never waited for.
 */
export interface FileSystem {
  /** Makes a directory and its parents durably, accessible to the owner alone. */
  makeDirectory(path: string): Promise<void>;
  /** Lists the names in a directory, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** Lists what is no regular file in a directory, sorted by name. */
  listIrregular(path: string): Promise<readonly IrregularEntry[]>;
  /** Creates a file, accessible to the owner alone. @throws EEXIST when there is one. */
  create(path: string): Promise<OpenFile>;
  /**
   * Opens a file so that `append` writes over its bytes, from the first one on. That needs no new room on most file
   * systems.
   *
   * @throws ENOENT when there is no regular file of that name.
   */
  openInPlace(path: string): Promise<OpenFile>;
  /** @throws ENOENT when there is no regular file of that name. */
  openToRead(path: string): Promise<OpenFile>;
  /** Reads a whole file. Undefined when there is no regular file of that name. */
  readFile(path: string): Promise<Buffer | undefined>;
  /**
   * Writes the first bytes of a file once more at their place, the same as they are, and syncs it. After a failed
   * sync this is what brings them to the disk; another sync alone would do nothing. It needs no new room on most
   * file systems.
   */
  rewrite(path: string, bytes: Buffer): Promise<void>;
  /** Undefined when there is no such file. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Does the same as `stat`, but synchronously: passing the call to a thread costs ten times as much. */
  statNow(path: string): FileStat | undefined;
  /** Undefined when there is no such directory. */
  directoryNow(path: string): DirectoryStat | undefined;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. Nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Resolves when all names created, changed or removed in this directory are on the disk. */
  syncDirectory(path: string): Promise<void>;
  /** Counts the bytes that can still be written. */
  freeBytes(path: string): Promise<number>;
}
