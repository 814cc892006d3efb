import { Low } from 'lowdb';
import type { FileSystem } from '../disk/file-system.ts';
import { encodeFrame } from '../disk/frame.ts';
import { NO_BYTES, SegmentAdapter, type SegmentContent } from './segment-adapter.ts';
import type { SegmentHeader } from './segment-header.ts';
import { segmentFile } from './segment-names.ts';

/** The segment that is being written. */
export class SegmentWriter {
  readonly header: SegmentHeader;
  readonly #adapter: SegmentAdapter;
  readonly #low: Low<SegmentContent>;

  private constructor(header: SegmentHeader, adapter: SegmentAdapter) {
    this.header = header;
    this.#adapter = adapter;
    const scan = { frames: [], damaged: [], end: 0 };
    this.#low = new Low<SegmentContent>(adapter, { scan, unsaved: NO_BYTES });
  }

  /**
   * Begins a segment. When the promise resolves, its name, its header and the first frames are durable. On an
   * error the file is removed.
   */
  static async create(
    fs: FileSystem,
    directory: string,
    options: {
      readonly header: SegmentHeader;
      readonly frames: Buffer;
      /** A file whose blocks it is written into. */
      readonly reserve?: string | undefined;
    },
  ): Promise<SegmentWriter> {
    const path = `${directory}/${segmentFile(options.header.segment)}`;
    const { reserve } = options;
    if (reserve !== undefined) await fs.rename(reserve, path);
    const adapter = new SegmentAdapter(fs, path, reserve === undefined ? 'new' : 'in-place');
    const writer = new SegmentWriter(options.header, adapter);
    try {
      await writer.append(Buffer.concat([encodeFrame(JSON.stringify(options.header)), options.frames]));
      await fs.syncDirectory(directory);
    } catch (error) {
      await adapter.close();
      await fs.remove(path);
      throw error;
    }
    return writer;
  }

  /** The offset of the next frame. */
  get end(): number {
    return this.#adapter.end;
  }

  /** Appends frames durably: all of them, or none on an error. */
  async append(frames: Buffer): Promise<void> {
    this.#low.data.unsaved = frames;
    try {
      await this.#low.write();
    } finally {
      this.#low.data.unsaved = NO_BYTES;
    }
  }

  close(): Promise<void> {
    return this.#adapter.close();
  }
}
