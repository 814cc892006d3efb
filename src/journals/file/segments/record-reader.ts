import { type OutboxRecord, parseRecord } from '../../../outbox/events/event.ts';
import type { RecordRef } from '../../../outbox/ports/record-ref.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { decodeFrame } from '../disk/frame.ts';
import { RecentMap } from './recent-map.ts';
import { placeOf, type RecordPlace } from './record-place.ts';
import { segmentFile } from './segment-names.ts';

const MAX_SEGMENTS = 4;
const MAX_RECORDS = 64;

/**
 * Reads single records back. A backlog is delivered in about the order in which it was stored, so whole
 * segments are read once and kept for a while. Parsed records are kept too, since all entries of one webhook
 * are in one record.
 */
export class RecordReader {
  readonly #fs: FileSystem;
  readonly #directories: readonly string[];
  readonly #segments = new RecentMap<number, Promise<Buffer | undefined>>(MAX_SEGMENTS);
  readonly #records = new RecentMap<RecordRef, Promise<OutboxRecord | undefined>>(MAX_RECORDS);

  /** @param directories the directories in which a segment may be, the most likely one first */
  constructor(fs: FileSystem, directories: readonly string[]) {
    this.#fs = fs;
    this.#directories = directories;
  }

  /** Drops the bytes of a segment from memory, since part of them may have been cut off the file. */
  forget(segment: number): void {
    this.#segments.delete(segment);
  }

  /** Reads the record at a place; undefined when it can't be read any more. */
  read(ref: RecordRef): Promise<OutboxRecord | undefined> {
    const known = this.#records.get(ref);
    if (known) return known;
    const reading = this.#readFrame(placeOf(ref));
    this.#records.put(ref, reading);
    // A failed read is not kept, so that the next call tries again.
    reading.then(
      (record) => record ?? this.#records.delete(ref),
      () => this.#records.delete(ref),
    );
    return reading;
  }

  async #readFrame({ segment, offset }: RecordPlace): Promise<OutboxRecord | undefined> {
    const kept = await this.#segments.get(segment);
    const near = kept && decodeFrame(kept, offset);
    if (near?.kind === 'frame') return parseRecord(near.json);
    // The segment is not in memory, or was still being written and has grown since.
    const bytes = await this.#load(segment);
    const framed = bytes && decodeFrame(bytes, offset);
    return framed?.kind === 'frame' ? parseRecord(framed.json) : undefined;
  }

  #load(segment: number): Promise<Buffer | undefined> {
    const reading = this.#readAnywhere(segment);
    this.#segments.put(segment, reading);
    // A failed read is not kept, so that the next call tries again.
    reading.catch(() => this.#segments.delete(segment));
    return reading;
  }

  async #readAnywhere(segment: number): Promise<Buffer | undefined> {
    for (const directory of this.#directories) {
      const bytes = await this.#fs.readFile(`${directory}/${segmentFile(segment)}`);
      if (bytes) return bytes;
    }
    return undefined;
  }
}
