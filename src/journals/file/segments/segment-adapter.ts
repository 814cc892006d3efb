import type { Adapter } from 'lowdb';
import type { FileSystem, OpenFile } from '../disk/file-system.ts';
import { type Scan, scanFrames } from '../disk/frame.ts';
import { appendAll } from '../disk/write-file.ts';
import { segmentFile } from './segment-names.ts';

export const NO_BYTES = Buffer.alloc(0);

/** The content of a segment's database: the frames read from its file, and the bytes still to be appended. */
export interface SegmentContent {
  scan: Scan;
  unsaved: Buffer;
}

/**
 * Bytes behind the last durable frame of a segment may or may not be on the disk. The file must not be
 * written any more.
 */
export class SpoiltSegmentError extends Error {}

/** A lowdb adapter for a segment: `read` scans the file, and `write` appends the new bytes with one sync. */
export class SegmentAdapter implements Adapter<SegmentContent> {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #kind: 'new' | 'in-place';
  #file: OpenFile | undefined;
  #end = 0;

  /** @param kind `in-place` for a file that is there, and whose blocks are written into */
  constructor(fs: FileSystem, path: string, kind: 'new' | 'in-place' = 'new') {
    this.#fs = fs;
    this.#path = path;
    this.#kind = kind;
  }

  /** The end of the last durable frame. */
  get end(): number {
    return this.#end;
  }

  async read(): Promise<SegmentContent | null> {
    const bytes = await this.#fs.readFile(this.#path);
    return bytes ? { scan: scanFrames(bytes), unsaved: NO_BYTES } : null;
  }

  /**
   * Appends the unsaved bytes durably.
   *
   * @throws the error of the write, after the file was cut back to its former end.
   * @throws {SpoiltSegmentError} when cutting back or the sync failed.
   */
  async write({ unsaved: bytes }: SegmentContent): Promise<void> {
    this.#file ??= await this.#open();
    try {
      appendAll(this.#file, bytes);
    } catch (error) {
      await this.#cutBack(this.#file);
      throw error;
    }
    try {
      await this.#file.sync();
    } catch (cause) {
      throw new SpoiltSegmentError(`fsync of ${this.#path} failed; check the disk`, { cause });
    }
    this.#end += bytes.length;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    try {
      // A start can tell the rest from records, so it is only untidy when it stays.
      if (this.#kind === 'in-place') await file?.truncate(this.#end).catch(() => undefined);
    } finally {
      await file?.close();
    }
  }

  #open(): Promise<OpenFile> {
    return this.#kind === 'new' ? this.#fs.create(this.#path) : this.#fs.openInPlace(this.#path);
  }

  async #cutBack(file: OpenFile): Promise<void> {
    try {
      await file.truncate(this.#end);
    } catch (cause) {
      throw new SpoiltSegmentError(
        `a partial write could not be removed from ${this.#path}; check the disk`,
        { cause },
      );
    }
  }
}

/** Reads a whole segment file; undefined when there is none. */
export async function readSegment(
  fs: FileSystem,
  directory: string,
  segment: number,
): Promise<Scan | undefined> {
  const content = await new SegmentAdapter(fs, `${directory}/${segmentFile(segment)}`).read();
  return content?.scan;
}
