import { type OutboxRecord, parseRecord } from '../../outbox/event.ts';
import type { RecordRef } from '../../outbox/journal.ts';
import type { FileSystem } from './file-system.ts';
import { decodeFrame } from './frame.ts';
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
  readonly #directory: string;
  readonly #segments = new Recent<number, Promise<Buffer | undefined>>(MOST_SEGMENTS);
  readonly #records = new Recent<string, OutboxRecord>(MOST_RECORDS);

  constructor(fs: FileSystem, directory: string) {
    this.#fs = fs;
    this.#directory = directory;
  }

  /** The record at a place; undefined when it can't be read any more. */
  async read(ref: RecordRef): Promise<OutboxRecord | undefined> {
    const key = `${ref.segment}:${ref.offset}`;
    const known = this.#records.get(key);
    if (known) return known;
    const record = await this.#readFrame(ref);
    if (record) this.#records.put(key, record);
    return record;
  }

  async #readFrame({ segment, offset }: RecordRef): Promise<OutboxRecord | undefined> {
    let bytes = await (this.#segments.get(segment) ?? this.#load(segment));
    // The segment that is being written grew since it was read.
    if (bytes && decodeFrame(bytes, offset).kind === 'short') bytes = await this.#load(segment);
    if (!bytes) return undefined;
    const framed = decodeFrame(bytes, offset);
    return framed.kind === 'frame' ? parseRecord(framed.json) : undefined;
  }

  #load(segment: number): Promise<Buffer | undefined> {
    const reading = this.#fs.readFile(`${this.#directory}/${segmentFile(segment)}`);
    this.#segments.put(segment, reading);
    return reading;
  }
}
