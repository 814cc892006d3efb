import { type Adapter, Low } from 'lowdb';
import { z } from 'zod';
import { appendAll, type FileSystem, type OpenFile } from './file-system.ts';
import { encodeFrame, type Scan, scanFrames } from './frame.ts';

/** Up to where the records of an abandoned segment count. */
export interface SegmentEnd {
  readonly segment: number;
  readonly end: number;
}

/** What the header of a segment says of its format: this program writes this version, and reads it and earlier ones. */
export const SEGMENT_FORMAT = { format: 'coc-alarm-agent-segment', version: 1 } as const;

/**
 * A segment file, `<number>.log`: a header frame, then one frame per record, in the order of their sequence numbers.
 * States: created (header durable, name durable) -> appended to -> sealed | abandoned. Only the process that created it
 * appends to it; after a restart a new one is begun, so that nothing is ever written behind bytes of unknown fate.
 */
export interface SegmentHeader {
  readonly format: typeof SEGMENT_FORMAT.format;
  readonly version: typeof SEGMENT_FORMAT.version;
  readonly segment: number;
  /** Grows with every start: tells the writers of one directory apart. */
  readonly epoch: number;
  /** All smaller sequence numbers were taken when it was begun. */
  readonly firstSeq: number;
  /**
   * Set when an older segment was abandoned: of that file, what stands beyond `end` has an unknown fate and must be
   * ignored, because its numbers are used again here.
   */
  readonly continues?: SegmentEnd | undefined;
}

const headerSchema = z.object({
  format: z.literal(SEGMENT_FORMAT.format),
  version: z.literal(SEGMENT_FORMAT.version),
  segment: z.int().positive(),
  epoch: z.int().positive(),
  firstSeq: z.int().positive(),
  continues: z.object({ segment: z.int().positive(), end: z.int().nonnegative() }).optional(),
});

/** The header of a segment; undefined when its first line is damaged, or none of this version. */
export function headerOf(scan: Scan | undefined): SegmentHeader | undefined {
  const [first] = scan?.frames ?? [];
  if (first?.offset !== 0) return undefined;
  try {
    return headerSchema.parse(JSON.parse(first.json));
  } catch {
    // A record stands where the header should be: it is read as one.
    return undefined;
  }
}

const NOTHING = Buffer.alloc(0);

/** What a segment's database holds: what was read of its file, and what is still to be appended. */
interface SegmentContent {
  scan: Scan;
  unsaved: Buffer;
}

/** What stands behind the last durable frame of a segment has an unknown fate: the file must not be written any more. */
export class SpoiltSegmentError extends Error {}

/** The name of a segment's file. */
export function segmentFile(segment: number): string {
  return `${String(segment).padStart(10, '0')}.log`;
}

/** A lowdb adapter that replays on `read`, and on `write` appends what is new with one sync. */
class SegmentAdapter implements Adapter<SegmentContent> {
  readonly #fs: FileSystem;
  readonly #path: string;
  #file: OpenFile | undefined;
  #end = 0;

  constructor(fs: FileSystem, path: string) {
    this.#fs = fs;
    this.#path = path;
  }

  /** Where the last durable frame ends. */
  get end(): number {
    return this.#end;
  }

  async read(): Promise<SegmentContent | null> {
    const bytes = await this.#fs.readFile(this.#path);
    return bytes ? { scan: scanFrames(bytes), unsaved: NOTHING } : null;
  }

  /** @throws {SpoiltSegmentError}; or the error of the write, after the file was cut back to where it was. */
  async write({ unsaved: bytes }: SegmentContent): Promise<void> {
    this.#file ??= await this.#fs.create(this.#path);
    try {
      appendAll(this.#file, bytes);
    } catch (error) {
      await this.#cutBack(this.#file);
      throw error;
    }
    try {
      await this.#file.sync();
    } catch (cause) {
      throw new SpoiltSegmentError('a sync failed', { cause });
    }
    this.#end += bytes.length;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #cutBack(file: OpenFile): Promise<void> {
    try {
      await file.truncate(this.#end);
    } catch (cause) {
      throw new SpoiltSegmentError('half a write could not be taken back', { cause });
    }
  }
}

/** The segment that is being written. */
export class SegmentWriter {
  readonly header: SegmentHeader;
  readonly #adapter: SegmentAdapter;
  readonly #low: Low<SegmentContent>;

  private constructor(header: SegmentHeader, adapter: SegmentAdapter) {
    this.header = header;
    this.#adapter = adapter;
    const scan = { frames: [], damaged: [], end: 0 };
    this.#low = new Low<SegmentContent>(adapter, { scan, unsaved: NOTHING });
  }

  /** Begins a segment; its name and header, with the first frames if there are any, are durable when it resolves. */
  static async create(
    fs: FileSystem,
    directory: string,
    options: { readonly header: SegmentHeader; readonly frames: Buffer },
  ): Promise<SegmentWriter> {
    const path = `${directory}/${segmentFile(options.header.segment)}`;
    const adapter = new SegmentAdapter(fs, path);
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

  /** Where the next frame will begin. */
  get end(): number {
    return this.#adapter.end;
  }

  /** Appends frames durably: all, or on an error none. */
  async append(frames: Buffer): Promise<void> {
    this.#low.data.unsaved = frames;
    try {
      await this.#low.write();
    } finally {
      this.#low.data.unsaved = NOTHING;
    }
  }

  close(): Promise<void> {
    return this.#adapter.close();
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
