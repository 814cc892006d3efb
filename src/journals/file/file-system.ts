/** An open file that is only appended to, or only read. */
export interface OpenFile {
  /** Appends to the page cache, at once. Answers how much was taken, which may be less than all. @throws as write(2). */
  append(bytes: Buffer): number;
  /** Everything that was appended is on the disk when it resolves. A failure means that it may be lost for good. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Up to `length` bytes from `position`; shorter at the end of the file. */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** What is known of a file without reading it. */
export interface FileStat {
  readonly bytes: number;
  /** Epoch ms. */
  readonly changedAt: number;
  /** Tells apart two files that had the same name one after the other. */
  readonly inode: number;
}

/**
 * What the journal needs of a file system. Port: a simulator of crashes stands behind it in tests. Errors are those of
 * node:fs, with their `code`.
 */
export interface FileSystem {
  /** Makes a directory and its parents, for the owner alone, durably. */
  makeDirectory(path: string): Promise<void>;
  /** The names in a directory, sorted. */
  list(path: string): Promise<readonly string[]>;
  /** Makes a new file, for the owner alone. @throws EEXIST when there is one. */
  create(path: string): Promise<OpenFile>;
  openToRead(path: string): Promise<OpenFile>;
  /** The whole file; undefined when there is no file of that name (a directory is none). */
  readFile(path: string): Promise<Buffer | undefined>;
  /** Undefined when there is no such file. */
  stat(path: string): Promise<FileStat | undefined>;
  /** As `stat`, but at once: to hand it to a thread costs ten times as much. */
  statNow(path: string): FileStat | undefined;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Names that were made, changed or removed in this directory are on the disk when it resolves. */
  syncDirectory(path: string): Promise<void>;
  /** Bytes that can still be written. */
  freeBytes(path: string): Promise<number>;
}

/**
 * Appends all of `bytes`, in as many writes as it takes.
 *
 * @throws as the write; `ENOSPC` too when the file takes nothing more without saying why.
 */
export function appendAll(file: OpenFile, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) {
    const taken = file.append(bytes.subarray(done));
    if (taken <= 0) throw Object.assign(new Error('a write took nothing'), { code: 'ENOSPC' });
    done += taken;
  }
}

/** The errors that mean "no room now": what was there before is unharmed, and room may come back. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE']);

/** The `code` of an error of the file system, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error means that there is no room now. */
export function isNoRoom(error: unknown): boolean {
  return NO_ROOM.has(codeOf(error) ?? '');
}
