import { type Adapter, Low } from 'lowdb';
import { z } from 'zod';
import type { FileSystem, OpenFile } from './file-system.ts';
import { encodeFrame, type Scan, scanFrames } from './frame.ts';

/**
 * A segment file, `<number>.log`: a header frame, then one frame per record, in the order of their sequence numbers.
 * States: created (header durable, name durable) -> appended to -> sealed. Only the process that created it appends to
 * it; after a restart a new one is begun, so that nothing is ever written behind bytes of unknown fate.
 */
export interface SegmentHeader {
  readonly format: 'coc-alarm-agent-segment';
  readonly version: 1;
  readonly segment: number;
  /** Grows with every start: tells the writers of one directory apart. */
  readonly epoch: number;
  /**
   * Set when a sync of an older segment failed: of that file, what stands beyond `end` has an unknown fate and must be
   * ignored, because it was written again here.
   */
  readonly continues?: { readonly segment: number; readonly end: number } | undefined;
}

const headerSchema = z.object({
  format: z.literal('coc-alarm-agent-segment'),
  version: z.literal(1),
  segment: z.int().positive(),
  epoch: z.int().positive(),
  continues: z.object({ segment: z.int().positive(), end: z.int().nonnegative() }).optional(),
});

/** Reads a header. @throws {ZodError} when it is none of this version. */
export function parseHeader(json: string): SegmentHeader {
  return headerSchema.parse(JSON.parse(json));
}

/** What a segment's database holds: what was read of its file, and what is still to be appended. */
interface SegmentContent {
  scan: Scan;
  unsaved: Buffer[];
}

/** `sync` failed: what was appended since the last good one has an unknown fate, and the file must not be used again. */
export class SyncFailedError extends Error {}

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
    return bytes ? { scan: scanFrames(bytes), unsaved: [] } : null;
  }

  /** @throws {SyncFailedError}; or the error of the write, after the file was cut back to where it was. */
  async write({ unsaved }: SegmentContent): Promise<void> {
    this.#file ??= await this.#fs.create(this.#path);
    const bytes = unsaved.length === 1 && unsaved[0] ? unsaved[0] : Buffer.concat(unsaved);
    try {
      for (let done = 0; done < bytes.length; ) done += this.#file.append(bytes.subarray(done));
    } catch (error) {
      await this.#file.truncate(this.#end);
      throw error;
    }
    try {
      await this.#file.sync();
    } catch (cause) {
      throw new SyncFailedError('a sync failed', { cause });
    }
    this.#end += bytes.length;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
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
    this.#low = new Low<SegmentContent>(adapter, { scan, unsaved: [] });
  }

  /** Begins a segment; its name and header, with the first frames if there are any, are durable when it resolves. */
  static async create(
    fs: FileSystem,
    directory: string,
    options: { readonly header: SegmentHeader; readonly frames: readonly Buffer[] },
  ): Promise<SegmentWriter> {
    const path = `${directory}/${segmentFile(options.header.segment)}`;
    const adapter = new SegmentAdapter(fs, path);
    const writer = new SegmentWriter(options.header, adapter);
    try {
      await writer.append([encodeFrame(JSON.stringify(options.header)), ...options.frames]);
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
  async append(frames: readonly Buffer[]): Promise<void> {
    this.#low.data.unsaved = [...frames];
    try {
      await this.#low.write();
    } finally {
      this.#low.data.unsaved = [];
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
