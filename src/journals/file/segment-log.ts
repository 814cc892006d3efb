import type { FileSystem } from './file-system.ts';
import {
  SEGMENT_FORMAT,
  type SegmentEnd,
  type SegmentHeader,
  SegmentWriter,
  SpoiltSegmentError,
} from './segment.ts';

/** Where frames were put that are durable now. */
export interface Placed {
  readonly header: SegmentHeader;
  /** Where the first of them begins. */
  readonly start: number;
}

interface Options {
  readonly fs: FileSystem;
  readonly directory: string;
  /** A segment is sealed when it is larger than this. */
  readonly segmentBytes: number;
  readonly epoch: number;
  /** The largest number that a segment ever had. */
  readonly lastSegment: number;
}

/**
 * The writing end of the journal: appends to one segment until it is large enough, then to the next. A segment whose end
 * can't be trusted any more is abandoned: the next one names it, and how much of it counts.
 */
export class SegmentLog {
  readonly #options: Options;
  #writer: SegmentWriter | undefined;
  #lastSegment: number;
  #abandoned: SegmentEnd | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#lastSegment = options.lastSegment;
  }

  /**
   * Appends frames, all or none, durably. `firstSeq` is the sequence number of the first.
   *
   * @throws as the file system; then none of them counts, now or after a restart with what is appended later.
   */
  async append(frames: Buffer, firstSeq: number): Promise<Placed> {
    if (this.#writer && this.#writer.end >= this.#options.segmentBytes) await this.close();
    const writer = this.#writer;
    if (!writer) return this.#begin(frames, firstSeq);
    const start = writer.end;
    try {
      await writer.append(frames);
    } catch (error) {
      if (!(error instanceof SpoiltSegmentError)) throw error;
      // What may be lost there is still in memory here, and goes to a new segment.
      await this.abandon(start);
      return this.#begin(frames, firstSeq);
    }
    return { header: writer.header, start };
  }

  /** What the open segment holds from `end` on must not count: it is not written any more, and the next one says so. */
  async abandon(end: number): Promise<void> {
    const writer = this.#writer;
    if (!writer) return;
    this.#writer = undefined;
    this.#abandoned = { segment: writer.header.segment, end };
    // Everything that counts in it is durable: a file that can't even be closed loses nothing.
    await writer.close().catch(() => undefined);
  }

  /** Seals the open segment. */
  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close();
  }

  async #begin(frames: Buffer, firstSeq: number): Promise<Placed> {
    const { fs, directory, epoch } = this.#options;
    const header: SegmentHeader = {
      ...SEGMENT_FORMAT,
      segment: this.#lastSegment + 1,
      epoch,
      firstSeq,
      continues: this.#abandoned,
    };
    const writer = await SegmentWriter.create(fs, directory, { header, frames });
    this.#writer = writer;
    this.#lastSegment = header.segment;
    this.#abandoned = undefined;
    return { header, start: writer.end - frames.length };
  }
}
