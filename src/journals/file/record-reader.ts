import { type OutboxRecord, parseRecord } from '../../outbox/events/event.ts';
import type { RecordRef } from '../../outbox/ports/record-ref.ts';
import type { FileSystem } from './file-system.ts';
import { decodeFrame } from './frame.ts';
import { placeOf, type RecordPlace } from './record-place.ts';
import { segmentFile } from './segment.ts';

const MOST_SEGMENTS = 4;
const MOST_RECORDS = 64;

/** A map that forgets what was put first when it holds too much. */
class Recent<K, V> {
  readonly #most: number;
  readonly #values = new Map<K, V>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  delete(key: K): void {
    this.#values.delete(key);
  }

  put(key: K, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
  }
}

/**
 * Reads single records back. A backlog is delivered in about the order in which it was stored, so whole segments are
 * read once and kept for a while; so are parsed records, since the entries of one webhook come out of one record.
 */
export class RecordReader {
  readonly #fs: FileSystem;
  readonly #directories: readonly string[];
  readonly #segments = new Recent<number, Promise<Buffer | undefined>>(MOST_SEGMENTS);
  readonly #records = new Recent<RecordRef, Promise<OutboxRecord | undefined>>(MOST_RECORDS);

  /** @param directories where a segment may stand, the likeliest first */
  constructor(fs: FileSystem, directories: readonly string[]) {
    this.#fs = fs;
    this.#directories = directories;
  }

  /** Forgets a segment's bytes: some of what was read of it may have been taken back. */
  forget(segment: number): void {
    this.#segments.delete(segment);
  }

  /** The record at a place; undefined when it can't be read any more. */
  read(ref: RecordRef): Promise<OutboxRecord | undefined> {
    const known = this.#records.get(ref);
    if (known) return known;
    const reading = this.#readFrame(placeOf(ref));
    this.#records.put(ref, reading);
    // What could not be read now is asked for again the next time.
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
    // The segment that is being written grew since it was read.
    const bytes = await this.#load(segment);
    const framed = bytes && decodeFrame(bytes, offset);
    return framed?.kind === 'frame' ? parseRecord(framed.json) : undefined;
  }

  #load(segment: number): Promise<Buffer | undefined> {
    const reading = this.#readAnywhere(segment);
    this.#segments.put(segment, reading);
    // A file that could not be read now is asked for again the next time.
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
