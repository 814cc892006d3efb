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
import { AtomicFileAdapter, DamagedFileError } from './atomic-file-adapter.ts';
import type { FileSystem } from './file-system.ts';
import { placeOf, type RecordPlace, refOf } from './record-place.ts';

/** A series names the place of its last alarm in the fields `segment` and `offset`. */
const PLACES: PlaceFormat<RecordPlace> = { write: placeOf, read: refOf };

/** A shard is stored again when the journal grew by this much since it changed, so that a start replays little ... */
const LEAST_BYTES_BETWEEN = 64 * 2 ** 20;
/** ... and by this many times the size of the whole ledger, so that snapshots cost a fraction of the journal. */
const LEDGER_FACTOR = 5;
/** About what one series or incident takes on disk. */
const BYTES_EACH = 400;

/** The name of a shard's file. */
export function shardFile(shard: number): string {
  return `shard-${String(shard).padStart(3, '0')}.json`;
}

/** The alarm ledger on disk, `shard-<n>.json`: one database a shard, each whole or as it was before. */
export class LedgerStore {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #leastBytesBetween: number;
  /** Journal bytes written when a shard first changed since it was stored; absent when it did not change. */
  readonly #changedAt = new Map<number, number>();
  /** Shards whose stored form is damaged, and not written again yet. */
  readonly #damaged = new Set<number>();
  readonly #shardBytes = new Float64Array(LEDGER_SHARDS);
  /** Sequence number of the last event that each shard's stored form holds; -1 when there is none. */
  readonly #positions = new Float64Array(LEDGER_SHARDS).fill(-1);
  #journalBytes = 0;

  constructor(fs: FileSystem, directory: string, leastBytesBetween = LEAST_BYTES_BETWEEN) {
    this.#fs = fs;
    this.#directory = directory;
    this.#leastBytesBetween = leastBytesBetween;
  }

  /**
   * Reads every stored shard and hands it over.
   *
   * @returns the damaged ones: they are left out, and must be made again from the events
   */
  async load(restore: (shard: number, content: LedgerShard) => void): Promise<readonly number[]> {
    await this.#fs.makeDirectory(this.#directory);
    const damaged: number[] = [];
    const names = new Set(await this.#fs.list(this.#directory));
    for (let shard = 0; shard < LEDGER_SHARDS; shard++) {
      if (!names.has(shardFile(shard))) continue;
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

  /** Whether the stored form of a shard holds an event; of a shard that is not stored, none. */
  holds(shard: number, seq: number): boolean {
    return (this.#positions[shard] ?? -1) >= seq;
  }

  /** Sequence number of the last event that any stored shard holds; 0 when nothing is stored. */
  get lastPosition(): number {
    return this.#positions.reduce((last, position) => Math.max(last, position), 0);
  }

  /** Notes what a commit wrote and which shards it changed. */
  committed(bytes: number, shards: Iterable<number>): void {
    this.#journalBytes += bytes;
    for (const shard of shards)
      if (!this.#changedAt.has(shard)) this.#changedAt.set(shard, this.#journalBytes);
  }

  /** The shards whose stored form is damaged, and not written again yet. */
  damaged(): readonly number[] {
    return [...this.#damaged];
  }

  /** The shards that are due to be stored, those that changed longest ago first. */
  due(): readonly number[] {
    const ledgerBytes = this.#shardBytes.reduce((sum, bytes) => sum + bytes, 0);
    const between = Math.max(this.#leastBytesBetween, LEDGER_FACTOR * ledgerBytes);
    const due: number[] = [];
    for (const [shard, changedAt] of this.#changedAt) {
      if (this.#journalBytes - changedAt < between) break;
      due.push(shard);
    }
    return due;
  }

  /** Stores one shard as it is now (epoch ms): durable when it resolves. */
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
    this.#positions[shard] = position;
    this.#shardBytes[shard] = (series.length + incidents.length) * BYTES_EACH;
  }

  #adapter(shard: number): AtomicFileAdapter<StoredShard<RecordPlace>> {
    return new AtomicFileAdapter(this.#fs, this.#directory, shardFile(shard));
  }
}
