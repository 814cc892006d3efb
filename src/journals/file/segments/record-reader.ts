import PQueue from 'p-queue';
import type { OutboxRecord } from '../../../outbox/events/event.ts';
import type { RecordRef } from '../../../outbox/ports/record-ref.ts';
import type { FileSystem } from '../disk/file-system.ts';
import { decodeFrame, scanFrames } from '../disk/frame.ts';
import { RecentMap } from './recent-map.ts';
import { placeOf, type RecordPlace } from './record-place.ts';
import { lastSeqOf, RecordPlaces } from './record-places.ts';
import { recordsOf } from './records-of.ts';
import { segmentFile } from './segment-names.ts';

/** Most segments that are kept in memory, and most that are open at the same time. */
const MAX_SEGMENTS = 4;
const MAX_RECORDS = 64;

/** The numbers of all events. */
const EVERY_NUMBER = { firstSeq: 1, lastSeq: Number.POSITIVE_INFINITY };

/**
 * Reads single records back. A backlog is delivered in about the order in which it was stored, so whole
 * segments are read once and kept for a while. Parsed records are kept too, since all entries of one webhook
 * are in one record. When damage has moved the records of a segment, they are found by their numbers.
 */
export class RecordReader {
  readonly #fs: FileSystem;
  readonly #directories: readonly string[];
  readonly #loads = new PQueue({ concurrency: MAX_SEGMENTS });
  readonly #segments = new RecentMap<number, Promise<Buffer | undefined>>(MAX_SEGMENTS);
  readonly #records = new RecentMap<RecordRef, Promise<OutboxRecord | undefined>>(MAX_RECORDS);
  /** The places of records in segments in which one was not at its place. */
  readonly #moved = new WeakMap<Buffer, RecordPlaces>();

  /** @param directories the directories in which a segment may be, the most likely one first */
  constructor(fs: FileSystem, directories: readonly string[]) {
    this.#fs = fs;
    this.#directories = directories;
  }

  /** Drops the bytes of a segment from memory, since part of them may have been cut off the file. */
  forget(segment: number): void {
    this.#segments.delete(segment);
  }

  /**
   * Reads the record at a place; undefined when it can't be read any more. `seq` is the number of one of its
   * events.
   */
  read(ref: RecordRef, seq?: number): Promise<OutboxRecord | undefined> {
    const known = this.#records.get(ref);
    if (!known) return this.#readNew(ref, seq);
    // Two records may have had this place, one before and one after damage moved them.
    return known.then((record) => (record && holds(record, seq) ? record : this.#readNew(ref, seq)));
  }

  #readNew(ref: RecordRef, seq?: number): Promise<OutboxRecord | undefined> {
    const reading = this.#readFrame(placeOf(ref), seq);
    this.#records.put(ref, reading);
    // A failed read is not kept, so that the next call tries again.
    reading.then(
      (record) => record ?? this.#records.delete(ref),
      () => this.#records.delete(ref),
    );
    return reading;
  }

  /** Reads records at these places, in their order on disk, so that each segment is read once. */
  async readAll(
    refs: readonly RecordRef[],
    seqs?: readonly number[],
  ): Promise<readonly (OutboxRecord | undefined)[]> {
    const asked = refs.map((ref, i) => ({ ref, seq: seqs?.[i], i }));
    asked.sort((a, b) => (a.ref < b.ref ? -1 : Number(a.ref > b.ref)));
    const found: (OutboxRecord | undefined)[] = new Array(refs.length);
    const read = async ({ ref, seq, i }: (typeof asked)[number]) => {
      found[i] = await this.read(ref, seq);
    };
    await Promise.all(asked.map(read));
    return found;
  }

  async #readFrame({ segment, offset }: RecordPlace, seq?: number): Promise<OutboxRecord | undefined> {
    const known = this.#segments.get(segment);
    const kept = await known;
    const near = kept && recordAt(kept, offset, seq);
    if (near) return near;
    // The segment is not in memory, or was still being written and has grown since. Reading it again for every lost
    // record would take minutes.
    const bytes = kept && this.#isWhole(segment, kept) ? kept : await this.#loadAfter(known, segment);
    if (!bytes) return undefined;
    return recordAt(bytes, offset, seq) ?? (seq === undefined ? undefined : this.#search(bytes, seq));
  }

  /** True when a segment has not grown since its bytes were read. */
  #isWhole(segment: number, { length }: Buffer): boolean {
    const file = segmentFile(segment);
    return this.#directories.some((directory) => this.#fs.statNow(`${directory}/${file}`)?.bytes === length);
  }

  #search(bytes: Buffer, seq: number): OutboxRecord | undefined {
    const known = this.#moved.get(bytes);
    const places = known ?? placesIn(bytes);
    if (!known) this.#moved.set(bytes, places);
    const found = places.find(seq);
    return found && recordAt(bytes, found.offset, seq);
  }

  /** Reads a segment again after `known`, unless another read of it has begun since. */
  #loadAfter(known: Promise<Buffer | undefined> | undefined, segment: number): Promise<Buffer | undefined> {
    const begun = this.#segments.get(segment);
    return begun && begun !== known ? begun : this.#load(segment);
  }

  #load(segment: number): Promise<Buffer | undefined> {
    const reading = this.#loads.add(() => this.#readAnywhere(segment));
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

/** Reads the record at an offset; undefined when there is none, or not the one with this number. */
function recordAt(bytes: Buffer, offset: number, seq?: number): OutboxRecord | undefined {
  const framed = decodeFrame(bytes, offset);
  if (framed.kind !== 'frame') return undefined;
  const [found] = recordsOf({ frames: [{ json: framed.json, offset }] }, () => undefined);
  return found && holds(found.record, seq) ? found.record : undefined;
}

/** Tells whether a record holds the event with this number. */
function holds(record: OutboxRecord, seq: number | undefined): boolean {
  return seq === undefined || (record.seq <= seq && seq <= lastSeqOf(record));
}

function placesIn(bytes: Buffer): RecordPlaces {
  const places = new RecordPlaces(EVERY_NUMBER);
  for (const { record, offset } of recordsOf(scanFrames(bytes), () => undefined)) places.add(record, offset);
  return places;
}
