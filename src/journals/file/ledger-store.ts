import { Low } from 'lowdb';
import { z } from 'zod';
import { LEDGER_SHARDS } from '../../outbox/events/hash.ts';
import type { LedgerShard } from '../../outbox/ledger/ledger-shard.ts';
import {
  decodeShard,
  encodeShard,
  type PlaceFormat,
  type StoredShard,
} from '../../outbox/ledger/stored-shard.ts';
import type { CheckpointSource } from '../../outbox/ports/journal.ts';
import { ENDED_KEPT_MS } from '../../time/fixed-times.ts';
import { AtomicFileAdapter, DamagedFileError } from './disk/atomic-file-adapter.ts';
import type { FileSystem } from './disk/file-system.ts';
import { largestOf } from './largest-of.ts';
import { placeOf, type RecordPlace, refOf } from './segments/record-place.ts';

/** The stored form of the place of a series' last alarm: the fields `segment` and `offset`. */
const PLACES: PlaceFormat<RecordPlace> = { write: placeOf, read: refOf };

/**
 * A changed shard is stored again when the journal has grown by this much since the change, so that a start
 * replays little ...
 */
const MIN_BYTES_BETWEEN = 64 * 2 ** 20;
/**
 * ... and by this many times the size of the ledger, so that snapshots take a fraction of the journal's
 * writes.
 */
export const LEDGER_FACTOR = 5;
/** The approximate size of one series or incident on disk. */
const BYTES_EACH = 400;

/** Names the file of a shard. */
export function shardFile(shard: number): string {
  return `shard-${String(shard).padStart(3, '0')}.json`;
}

/** The alarm ledger on disk: one database a shard, `shard-<n>.json`, each of them replaced atomically. */
export class LedgerStore {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #minBytesBetween: number;
  /** The journal's size when a shard first changed after it was stored; no value for an unchanged shard. */
  readonly #changedAt = new Map<number, number>();
  /** Shards whose stored form is damaged and not written again yet. */
  readonly #damaged = new Set<number>();
  readonly #shardBytes = new Float64Array(LEDGER_SHARDS);
  /** The number of the last event in each shard's stored form; no value for a shard that has none. */
  readonly #positions = new Map<number, number>();
  #journalBytes = 0;

  constructor(fs: FileSystem, directory: string, minBytesBetween = MIN_BYTES_BETWEEN) {
    this.#fs = fs;
    this.#directory = directory;
    this.#minBytesBetween = minBytesBetween;
  }

  /**
   * Reads every stored shard and passes it to `restore`. `expected` are the shards that must be there.
   *
   * @returns the damaged and the missing shards. They are left out, and must be rebuilt from the events.
   */
  async load(
    restore: (shard: number, content: LedgerShard) => void,
    expected: ReadonlySet<number>,
  ): Promise<readonly number[]> {
    await this.#fs.makeDirectory(this.#directory);
    const damaged: number[] = [];
    const names = new Set(await this.#fs.list(this.#directory));
    for (let shard = 0; shard < LEDGER_SHARDS; shard++) {
      if (!names.has(shardFile(shard))) {
        if (expected.has(shard)) damaged.push(shard);
        continue;
      }
      try {
        const stored = await this.#adapter(shard).read();
        if (stored === null) continue;
        const content = decodeShard(stored, PLACES);
        restore(shard, content);
        this.#noteStored(shard, content);
      } catch (error) {
        if (!(error instanceof DamagedFileError || error instanceof z.ZodError)) throw error;
        damaged.push(shard);
      }
    }
    for (const shard of damaged) this.#damaged.add(shard);
    return damaged;
  }

  /** The shards that have a stored form. */
  get stored(): readonly number[] {
    return [...this.#positions.keys()].sort((a, b) => a - b);
  }

  /** Tells whether the stored form of a shard includes an event. A shard that is not stored includes none. */
  holds(shard: number, seq: number): boolean {
    return (this.#positions.get(shard) ?? -1) >= seq;
  }

  /** The number of the last event in any stored shard; 0 when nothing is stored. */
  get lastPosition(): number {
    return largestOf(this.#positions.values());
  }

  /** Notes the size of a commit, and the shards that it changed. */
  noteCommit(bytes: number, shards: Iterable<number>): void {
    this.#journalBytes += bytes;
    for (const shard of shards)
      if (!this.#changedAt.has(shard)) this.#changedAt.set(shard, this.#journalBytes);
  }

  /** Lists the shards whose stored form is damaged and not written again yet. */
  damaged(): readonly number[] {
    return [...this.#damaged];
  }

  /** The approximate size of all snapshots. */
  get bytes(): number {
    return this.#shardBytes.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Lists the shards that are due to be stored, the one that changed longest ago first. */
  due(): readonly number[] {
    const between = Math.max(this.#minBytesBetween, LEDGER_FACTOR * this.bytes);
    const due: number[] = [];
    for (const [shard, changedAt] of this.#changedAt) {
      if (this.#journalBytes - changedAt < between) break;
      due.push(shard);
    }
    return due;
  }

  /** Stores the current state of one shard; `now` is epoch ms. It is durable when the promise resolves. */
  async store(source: CheckpointSource, shard: number, now: number): Promise<void> {
    this.#changedAt.delete(shard);
    const content = source.ledgerShard(shard, now - ENDED_KEPT_MS);
    try {
      const stored = encodeShard(content, PLACES);
      await new Low<StoredShard<RecordPlace>>(this.#adapter(shard), stored).write();
    } catch (error) {
      if (!this.#changedAt.has(shard)) this.#changedAt.set(shard, this.#journalBytes);
      throw error;
    }
    this.#noteStored(shard, content);
  }

  #noteStored(shard: number, { position, series, incidents }: LedgerShard): void {
    this.#damaged.delete(shard);
    this.#positions.set(shard, position);
    this.#shardBytes[shard] = (series.length + incidents.length) * BYTES_EACH;
  }

  #adapter(shard: number): AtomicFileAdapter<StoredShard<RecordPlace>> {
    return new AtomicFileAdapter(this.#fs, this.#directory, shardFile(shard));
  }
}
