/** An open file. It is either appended to or read, and never rewritten. */
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

/**
 * The part of a file system that the journal needs. It is a port: in tests, a simulator of crashes implements
 * it. Errors are those of node:fs, with their `code`.
 */
export interface FileSystem {
  /** Makes a directory and its parents durably, accessible to the owner alone. */
  makeDirectory(path: string): Promise<void>;
  /** Lists the names in a directory, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** Creates a file, accessible to the owner alone. @throws EEXIST when there is one. */
  create(path: string): Promise<OpenFile>;
  openToRead(path: string): Promise<OpenFile>;
  /** Reads a whole file. Undefined when there is no file of that name; a directory does not count as one. */
  readFile(path: string): Promise<Buffer | undefined>;
  /** Undefined when there is no such file. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Does the same as `stat`, but synchronously: passing the call to a thread costs ten times as much. */
  statNow(path: string): FileStat | undefined;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. Nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Resolves when all names created, changed or removed in this directory are on the disk. */
  syncDirectory(path: string): Promise<void>;
  /** Counts the bytes that can still be written. */
  freeBytes(path: string): Promise<number>;
}
