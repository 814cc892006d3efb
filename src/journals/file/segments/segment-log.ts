import type { FileSystem } from '../disk/file-system.ts';
import { SpoiltSegmentError } from './segment-adapter.ts';
import { SEGMENT_FORMAT, type SegmentEnd, type SegmentHeader } from './segment-header.ts';
import { segmentFile } from './segment-names.ts';
import { SegmentWriter } from './segment-writer.ts';

/** The place of frames that are durable now. */
export interface WrittenFrames {
  readonly header: SegmentHeader;
  /** The offset of the first of them. */
  readonly start: number;
}

interface Options {
  readonly fs: FileSystem;
  readonly directory: string;
  /** A segment of this size is sealed before the next append. */
  readonly segmentBytes: number;
  readonly epoch: number;
  /** The largest number that a segment ever had. */
  readonly lastSegment: number;
  /** The end of the last segment, when its file holds more than what counts. */
  readonly abandoned?: SegmentEnd | undefined;
}

/**
 * The writing end of the journal. It appends to one segment until that is large enough, then begins the next.
 * A segment whose end cannot be trusted any more is abandoned. The next one names it, and how much of it
 * counts.
 */
export class SegmentLog {
  readonly #options: Options;
  #writer: SegmentWriter | undefined;
  #lastSegment: number;
  #abandoned: SegmentEnd | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#lastSegment = options.lastSegment;
    this.#abandoned = options.abandoned;
  }

  /**
   * Appends frames durably, all or none. `firstSeq` is the sequence number of the first.
   *
   * @throws the error of the file system. Then none of the frames counts, neither now nor after a restart.
   */
  async append(frames: Buffer, firstSeq: number): Promise<WrittenFrames> {
    if (this.#writer && this.#writer.end >= this.#options.segmentBytes) await this.close();
    const writer = this.#writer;
    if (!writer) return this.#begin(frames, firstSeq);
    const start = writer.end;
    try {
      await writer.append(frames);
    } catch (error) {
      if (!(error instanceof SpoiltSegmentError)) throw error;
      // The frames may be lost in that file. They are still in memory, so a new segment takes them.
      await this.abandon(start);
      return this.#begin(frames, firstSeq);
    }
    return { header: writer.header, start };
  }

  /**
   * Does the same in a new segment that is written into the blocks of a file: it becomes the segment. For a full disk.
   */
  async appendInReserve(frames: Buffer, firstSeq: number, file: string): Promise<WrittenFrames> {
    await this.close();
    return await this.#begin(frames, firstSeq, file);
  }

  /** True while the open segment is written into blocks of the reserve. */
  get isInReserve(): boolean {
    return this.#writer?.header.inReserve ?? false;
  }

  /**
   * Stops writing the open segment. The header of the next one states that its bytes from `end` on do not
   * count.
   */
  async abandon(end: number): Promise<void> {
    const writer = this.#writer;
    if (!writer) return;
    this.#writer = undefined;
    this.#abandoned = { segment: writer.header.segment, end };
    // All bytes that count are durable, so a failure to close the file loses nothing.
    await writer.close().catch(() => undefined);
  }

  /**
   * Words for the loss of the open segment, when its name does not lead to all that was appended any more: somebody
   * deleted the file, or put another one in its place. Undefined otherwise.
   */
  lostSegment(): string | undefined {
    const writer = this.#writer;
    if (!writer) return undefined;
    const { fs, directory } = this.#options;
    const path = `${directory}/${segmentFile(writer.header.segment)}`;
    if ((fs.statNow(path)?.bytes ?? 0) >= writer.end) return undefined;
    return `${path} was deleted or replaced while it was written; stop the agent before a backup is put back`;
  }

  /** Seals the open segment. */
  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close();
  }

  async #begin(frames: Buffer, firstSeq: number, reserve?: string): Promise<WrittenFrames> {
    const { fs, directory, epoch } = this.#options;
    const header: SegmentHeader = {
      ...SEGMENT_FORMAT,
      segment: this.#lastSegment + 1,
      epoch,
      firstSeq,
      continues: this.#abandoned,
      ...(reserve !== undefined && { inReserve: true }),
    };
    const writer = await SegmentWriter.create(fs, directory, { header, frames, reserve });
    this.#writer = writer;
    this.#lastSegment = header.segment;
    this.#abandoned = undefined;
    return { header, start: writer.end - frames.length };
  }
}
